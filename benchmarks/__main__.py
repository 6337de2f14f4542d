"""Run every benchmark, one after another, each where its peers are (`make bench`)."""

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PEERS = HERE.parent / ".venv-torch" / "bin" / "python"
BESIDE_PYTORCH = ("bench_kernels.py", "bench_training.py")
IN_THE_BROWSER = ("bench_widgets.py",)


def main() -> int:
    """Return the number of benchmarks that failed."""
    argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__).parse_args()
    with_peers = str(PEERS) if PEERS.exists() else sys.executable
    if not PEERS.exists():
        print("PyTorch is not here (`make peers` fetches it): times only, no ratios.")
    jobs = [(with_peers, name) for name in BESIDE_PYTORCH] + [
        (sys.executable, name) for name in IN_THE_BROWSER
    ]
    failed = 0
    for python, name in jobs:
        print(f"\n{name}", flush=True)
        failed += subprocess.run([python, str(HERE / name)], check=False).returncode != 0
    return failed


if __name__ == "__main__":
    sys.exit(main())
