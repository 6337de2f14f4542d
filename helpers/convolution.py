"""Convolution and pooling over images.

Images are `(N, C, H, W)`: samples, channels, rows, columns. Filters are `(F, C, KH, KW)`: each of the F
filters looks at all C channels through a small window. What deep-learning libraries call convolution is
cross-correlation (the filter is not flipped), and so it is here. With p rows of zeros on every side and steps
of s, there are `(H + 2p − KH) // s + 1` windows from top to bottom; rows that the last step cannot reach are
left out.

The definition, as a chapter writes it, is a loop over output places:

    out[n, f, i, j] = Σ_c Σ_a Σ_b padded[n, c, s·i + a, s·j + b] · weight[f, c, a, b] + bias[f]

It becomes fast when the windows are laid side by side as the columns of a matrix (`_windows`): with the
filters as rows, `weight @ windows + bias` is a dense layer, and so are its gradients. What remains is to add
up where windows overlap: a pixel gets the gradients of all the windows that it was seen through. Two loops
run over the few cells of the window instead of its many places, as all the pixels that one cell ever meets
form a shifted, strided slice of the image (`_shifted`).
"""

from collections.abc import Iterator
from types import EllipsisType

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from helpers import validation
from helpers.validation import FloatArray

_CACHE_BYTES = 2**19  # windows of this size stay in a processor's cache while they are multiplied


def conv2d(
    x: FloatArray, weight: FloatArray, bias: FloatArray, stride: int = 1, padding: int = 0
) -> FloatArray:
    """Compare every window of an image with each filter.

    Formula: out[n, f, i, j] = Σ_cab padded[n, c, s·i + a, s·j + b] · weight[f, c, a, b] + bias[f].

    Each window becomes one column of a matrix, each filter one row of another: then all comparisons are one
    matrix product for each image.

    Args:
        x: images (N, C, H, W).
        weight: filters (F, C, KH, KW).
        bias: one number for each filter (F,).
        stride: s, the step from window to window, in pixels.
        padding: p, rows and columns of zeros added on every side.

    Returns:
        Feature maps (N, F, OH, OW) with OH = (H + 2p − KH) // s + 1, and OW alike.

    Raises:
        ValueError: shapes do not fit, the types differ, the window is larger than the padded image, the
            stride is below 1 or the padding below 0.

    Source: LeCun et al., "Backpropagation applied to handwritten zip code recognition", Neural Computation 1,
    1989; the matrix form: Chellapilla, Puri and Simard, "High performance convolutional neural networks for
    document processing", 2006.

    A filter that finds edges from dark to bright:

    >>> image = np.array([[[[0.0, 0.0, 1.0, 1.0]]]])
    >>> conv2d(image, weight=np.array([[[[-1.0, 1.0]]]]), bias=np.zeros(1))
    array([[[[0., 1., 0.]]]])
    """
    samples, filters, rows, columns = _check("conv2d", x, weight, stride, padding)
    validation.floats("conv2d", x=x, bias=bias)
    validation.shape("conv2d", "bias", bias, (filters,), "(F,) of weight")
    padded = _pad(x, padding)
    weight_rows = weight.reshape(filters, -1)  # (F, C·KH·KW)
    out = np.empty((samples, filters, rows * columns), dtype=x.dtype)
    for some, windows in _windows(padded, weight.shape[2:], stride):
        np.matmul(weight_rows, windows, out=out[some])
        out[some] += bias[:, None]
    return out.reshape(samples, filters, rows, columns)


def conv2d_backward(
    grad: FloatArray,
    x: FloatArray,
    weight: FloatArray,
    stride: int = 1,
    padding: int = 0,
    need_x: bool = True,
) -> tuple[FloatArray | None, FloatArray, FloatArray]:
    """Gradients of `conv2d`.

    Formulas, with the windows of an image as the columns of a matrix (C·KH·KW, OH·OW):
        grad_weight = Σ over images of grad @ windows.T
        grad_windows = weight.T @ grad      and each pixel adds up the windows that it was seen through
        grad_bias = Σ over images and places of grad

    The windows are laid out again rather than kept from the forward pass: they take nine times the memory of
    the image for a 3×3 filter, and little time.

    Args:
        grad: gradient of the loss with respect to the result (N, F, OH, OW).
        x: images (N, C, H, W).
        weight: filters (F, C, KH, KW).
        stride: as in `conv2d`.
        padding: as in `conv2d`.
        need_x: False leaves out the gradient of x (None in its place): a first layer never needs it.

    Returns:
        Gradients of x, weight and bias, each in the shape of its argument.

    Raises:
        ValueError: as in `conv2d`, or grad does not have the shape of the result.

    Source: as for `conv2d`.

    >>> image = np.array([[[[0.0, 0.0, 1.0, 1.0]]]])
    >>> grad_x, grad_weight, grad_bias = conv2d_backward(
    ...     np.ones((1, 1, 1, 3)), image, weight=np.array([[[[-1.0, 1.0]]]])
    ... )
    >>> grad_weight
    array([[[[1., 2.]]]])
    >>> grad_x
    array([[[[-1.,  0.,  0.,  1.]]]])
    """
    result_shape = _check("conv2d_backward", x, weight, stride, padding)
    validation.floats("conv2d_backward", x=x, grad=grad)
    validation.shape("conv2d_backward", "grad", grad, result_shape, "the result (N, F, OH, OW)")
    samples, filters, rows, columns = result_shape
    channels, kernel_height, kernel_width = weight.shape[1:]

    padded = _pad(x, padding)
    weight_rows = weight.reshape(filters, -1)  # (F, C·KH·KW)
    grad_rows = grad.reshape(samples, filters, -1)  # (N, F, OH·OW)
    grad_padded = np.zeros_like(padded)
    grad_weight = np.zeros_like(weight_rows)
    for some, windows in _windows(padded, weight.shape[2:], stride):
        grad_weight += (grad_rows[some] @ windows.swapaxes(1, 2)).sum(axis=0)
        if need_x:
            # the windows have done their work: their gradients may take their place
            grad_windows = np.matmul(weight_rows.T, grad_rows[some], out=windows)
            grad_cells = grad_windows.reshape(-1, channels, kernel_height, kernel_width, rows, columns)
            for a in range(kernel_height):
                for b in range(kernel_width):
                    grad_padded[some][_shifted(a, b, rows, columns, stride)] += grad_cells[:, :, a, b]
    height, width = x.shape[2:]
    grad_x = grad_padded[:, :, padding : padding + height, padding : padding + width] if need_x else None
    return grad_x, grad_weight.reshape(weight.shape), np.einsum("nfp->f", grad_rows)


def max_pool2d(x: FloatArray, size: int, stride: int | None = None) -> FloatArray:
    """Keep the largest value of each window.

    Formula: out[n, c, i, j] = max over a, b < size of x[n, c, s·i + a, s·j + b].

    Args:
        x: images (N, C, H, W).
        size: height and width of the window, in pixels.
        stride: s, the step from window to window; the size itself if None.

    Returns:
        (N, C, OH, OW) with OH = (H − size) // s + 1, and OW alike.

    Raises:
        ValueError: x is not a batch of images, the window is larger than the image, or size or stride < 1.

    Source: Yamaguchi, Sakamoto, Akabane and Fujimoto, "A neural network for speaker-independent isolated word
    recognition", 1990; for images: Weng, Ahuja and Huang, "Cresceptron", IJCNN 1992.

    >>> max_pool2d(np.array([[[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 1.0, 7.0]]]]), size=2)
    array([[[[5., 7.]]]])
    """
    size, stride, rows, columns = _check_pool("max_pool2d", x, size, stride)
    if x.shape[2:] == (size, size):  # one window, the whole image
        return x.max(axis=(2, 3), keepdims=True)
    out = np.array(x[_shifted(0, 0, rows, columns, stride)])
    for a in range(size):
        for b in range(size):
            np.maximum(out, x[_shifted(a, b, rows, columns, stride)], out=out)
    return out


def max_pool2d_backward(
    grad: FloatArray, x: FloatArray, out: FloatArray, size: int, stride: int | None = None
) -> FloatArray:
    """Gradient of `max_pool2d`: it goes to the pixel that won its window, the first one of several equal
    ones.

    Formula: grad_x[n, c, s·i + a, s·j + b] += grad[n, c, i, j] for the first (a, b), row by row, whose pixel
    equals out[n, c, i, j].

    Args:
        grad: gradient of the loss with respect to out (N, C, OH, OW).
        x: images (N, C, H, W).
        out: the result of `max_pool2d`.
        size: as in `max_pool2d`.
        stride: as in `max_pool2d`.

    Returns:
        Gradient with respect to x (N, C, H, W).

    Raises:
        ValueError: as in `max_pool2d`, or grad or out does not have the shape of the result.

    >>> x = np.array([[[[1.0, 5.0], [5.0, 4.0]]]])
    >>> max_pool2d_backward(np.ones((1, 1, 1, 1)), x, out=max_pool2d(x, size=2), size=2)
    array([[[[0., 1.],
             [0., 0.]]]])
    """
    size, stride, rows, columns = _check_pool("max_pool2d_backward", x, size, stride)
    validation.floats("max_pool2d_backward", x=x, grad=grad, out=out)
    result_shape = (*x.shape[:2], rows, columns)
    validation.shape("max_pool2d_backward", "out", out, result_shape, "the result (N, C, OH, OW)")
    validation.shape("max_pool2d_backward", "grad", grad, result_shape, "the result (N, C, OH, OW)")
    if x.shape[2:] == (size, size):  # one window, the whole image: its first winner is found at once
        wins = (x == out).reshape(-1, size * size)
        each, first = np.arange(len(wins)), wins.argmax(axis=1)
        grad_rows = np.zeros(wins.shape, dtype=x.dtype)
        grad_rows[each, first] = grad.ravel() * wins[each, first]
        return grad_rows.reshape(x.shape)
    grad_x = np.zeros_like(x)
    undecided = np.ones(result_shape, dtype=np.bool_)  # windows whose winner has not been met yet
    for a in range(size):
        for b in range(size):
            place = _shifted(a, b, rows, columns, stride)
            wins = undecided & (x[place] == out)
            grad_x[place] += grad * wins
            undecided ^= wins
    return grad_x


def average_pool2d(x: FloatArray, size: int, stride: int | None = None) -> FloatArray:
    """Keep the mean of each window.

    Formula: out[n, c, i, j] = (1/size²) Σ over a, b < size of x[n, c, s·i + a, s·j + b].

    Args:
        x: images (N, C, H, W).
        size: height and width of the window, in pixels.
        stride: s, the step from window to window; the size itself if None.

    Returns:
        (N, C, OH, OW) with OH = (H − size) // s + 1, and OW alike.

    Raises:
        ValueError: x is not a batch of images, the window is larger than the image, or size or stride < 1.

    Source: LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied to document recognition",
    Proceedings of the IEEE 86, 1998 (there called sub-sampling, and followed by a weight and a bias).

    >>> average_pool2d(np.array([[[[1.0, 5.0, 2.0, 0.0], [3.0, 4.0, 1.0, 7.0]]]]), size=2)
    array([[[[3.25, 2.5 ]]]])
    """
    size, stride, rows, columns = _check_pool("average_pool2d", x, size, stride)
    total = np.zeros((*x.shape[:2], rows, columns), dtype=x.dtype)
    for a in range(size):
        for b in range(size):
            total += x[_shifted(a, b, rows, columns, stride)]
    return total / size**2


def average_pool2d_backward(
    grad: FloatArray, x: FloatArray, size: int, stride: int | None = None
) -> FloatArray:
    """Gradient of `average_pool2d`: each pixel of a window gets an equal share.

    Formula: grad_x[n, c, s·i + a, s·j + b] += grad[n, c, i, j] / size², for all a, b < size.

    Args:
        grad: gradient of the loss with respect to the result (N, C, OH, OW).
        x: images (N, C, H, W); only their shape matters.
        size: as in `average_pool2d`.
        stride: as in `average_pool2d`.

    Returns:
        Gradient with respect to x (N, C, H, W).

    Raises:
        ValueError: as in `average_pool2d`, or grad does not have the shape of the result.

    >>> average_pool2d_backward(np.ones((1, 1, 1, 1)), np.zeros((1, 1, 2, 2)), size=2)
    array([[[[0.25, 0.25],
             [0.25, 0.25]]]])
    """
    size, stride, rows, columns = _check_pool("average_pool2d_backward", x, size, stride)
    validation.floats("average_pool2d_backward", x=x, grad=grad)
    result_shape = (*x.shape[:2], rows, columns)
    validation.shape("average_pool2d_backward", "grad", grad, result_shape, "the result (N, C, OH, OW)")
    grad_x = np.zeros_like(x)
    share = grad / size**2
    for a in range(size):
        for b in range(size):
            grad_x[_shifted(a, b, rows, columns, stride)] += share
    return grad_x


def _shifted(a: int, b: int, rows: int, columns: int, stride: int) -> tuple[EllipsisType | slice, ...]:
    """The pixels that cell (a, b) of the window meets: a shifted, strided slice."""
    return (
        ...,
        slice(a, a + stride * rows, stride),
        slice(b, b + stride * columns, stride),
    )


def _pad(x: FloatArray, padding: int) -> FloatArray:
    """The images with `padding` rows and columns of zeros on every side."""
    if padding == 0:
        return x
    height, width = x.shape[2:]
    padded = np.zeros((*x.shape[:2], height + 2 * padding, width + 2 * padding), dtype=x.dtype)
    padded[:, :, padding : padding + height, padding : padding + width] = x
    return padded


def _windows(padded: FloatArray, window: tuple[int, int], stride: int) -> Iterator[tuple[slice, FloatArray]]:
    """Every window as a column, (n, C·KH·KW, OH·OW), for a few images at a time: which ones, and theirs.

    All blocks share one array, small enough for the processor's cache, so each overwrites the one before.
    """
    views = sliding_window_view(padded, window, axis=(2, 3))[:, :, ::stride, ::stride]
    views = views.transpose(0, 1, 4, 5, 2, 3)  # in this order the copy below runs along image rows
    samples, channels, height, width, rows, columns = views.shape
    count = min(samples, max(1, _CACHE_BYTES // views[0].nbytes))
    block = np.empty((count, *views.shape[1:]), dtype=padded.dtype)
    for start in range(0, samples, count):
        some = slice(start, min(start + count, samples))
        here = block[: some.stop - start]
        here[...] = views[some]
        yield some, here.reshape(-1, channels * height * width, rows * columns)


def _places(
    where: str, name: str, x: FloatArray, window: tuple[int, int], stride: int, padding: int
) -> tuple[int, int]:
    """Rows and columns of the result: how many windows fit. `name` is the argument that sets the window."""
    height, width = x.shape[2] + 2 * padding, x.shape[3] + 2 * padding
    if window[0] > height or window[1] > width:
        raise ValueError(
            f"{where}: {name} needs a window of {window[0]} × {window[1]} pixels but x"
            f"{f' with padding {padding}' if padding else ''} has {height} × {width}"
        )
    return (height - window[0]) // stride + 1, (width - window[1]) // stride + 1


def _check(
    where: str, x: FloatArray, weight: FloatArray, stride: int, padding: int
) -> tuple[int, int, int, int]:
    """Check the arguments of a convolution; return the shape of its result."""
    validation.floats(where, x=x, weight=weight)
    validation.axes(where, "x", x, "N, C, H, W")
    validation.axes(where, "weight", weight, "F, C, KH, KW")
    validation.whole(where, "stride", stride, low=1)
    validation.whole(where, "padding", padding, low=0)
    if x.shape[1] != weight.shape[1]:
        raise ValueError(f"{where}: x has {x.shape[1]} channels but weight expects {weight.shape[1]}")
    rows, columns = _places(where, "weight", x, weight.shape[2:], stride, padding)
    return len(x), len(weight), rows, columns


def _check_pool(where: str, x: FloatArray, size: int, stride: int | None) -> tuple[int, int, int, int]:
    """Check the arguments of pooling; return size and stride, and the rows and columns of the result."""
    validation.floats(where, x=x)
    validation.axes(where, "x", x, "N, C, H, W")
    size = validation.whole(where, "size", size, low=1)
    stride = size if stride is None else validation.whole(where, "stride", stride, low=1)
    return size, stride, *_places(where, "size", x, (size, size), stride, padding=0)
