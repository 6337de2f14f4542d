"""Chapter 11, convolution: its exercises answered, rightly and by every usual slip, as a learner would."""

import numpy as np

from helpers.exercises import convolution as chapter_11


def output_size(size, kernel, stride, padding):
    padded = size + 2 * padding
    return 1 + (padded - kernel) // stride


def side_counts_steps(size, kernel, stride, padding):
    return (size + 2 * padding - kernel) // stride


def side_pads_once(size, kernel, stride, padding):
    return (size - kernel + padding) // stride + 1


def side_without_kernel(size, kernel, stride, padding):
    return (size + 2 * padding) // stride


def side_first_cells(size, kernel, stride, padding):
    return (size + 2 * padding - 1) // stride + 1


def side_divides(size, kernel, stride, padding):
    return (size + 2 * padding - kernel) / stride + 1


def side_rounds_up(size, kernel, stride, padding):
    return np.ceil((size + 2 * padding - kernel) / stride) + 1


def side_adds_early(size, kernel, stride, padding):
    return (size + 2 * padding - kernel + 1) // stride


def side_without_stride(size, kernel, stride, padding):
    return size + 2 * padding - kernel + 1


def pooled(grid, size):
    rows, columns = len(grid) // size, len(grid[0]) // size
    out = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = grid[i * size : (i + 1) * size, j * size : (j + 1) * size].max()
    return out


def _pooled_by(grid, size, choose):
    rows, columns = grid.shape[0] // size, grid.shape[1] // size
    out = np.empty((rows, columns))
    for i in range(rows):
        for j in range(columns):
            out[i, j] = choose(grid[i * size : (i + 1) * size, j * size : (j + 1) * size])
    return out


def pooled_averages(grid, size):
    return _pooled_by(grid, size, np.mean)


def pooled_takes_the_least(grid, size):
    return _pooled_by(grid, size, np.min)


def pooled_adds(grid, size):
    return _pooled_by(grid, size, np.sum)


def pooled_starts_at_zero(grid, size):
    best = np.zeros((grid.shape[0] // size, grid.shape[1] // size))
    for a in range(size):
        for b in range(size):
            best = np.maximum(best, grid[a::size, b::size])
    return best


def pooled_takes_the_farthest(grid, size):
    return _pooled_by(grid, size, lambda block: block.flat[np.argmax(np.abs(block))])


def pooled_takes_a_corner(grid, size):
    return grid[::size, ::size]


def pooled_mixes_up_the_axes(grid, size):
    return grid.reshape(size, grid.shape[0] // size, size, grid.shape[1] // size).max(axis=(0, 2))


def pooled_looks_down_only(grid, size):
    return grid.reshape(-1, size, grid.shape[1]).max(axis=1)


def pooled_looks_right_only(grid, size):
    return grid.reshape(len(grid), -1, size).max(axis=2)


def convolve(image, kernel):
    height, width = kernel.shape
    out = np.zeros((image.shape[0] - height + 1, image.shape[1] - width + 1))
    for a in range(height):
        for b in range(width):
            seen = image[height - 1 - a : image.shape[0] - a, width - 1 - b : image.shape[1] - b]
            out += kernel[a, b] * seen
    return out


def _laid_on(image, kernel, rows=None, columns=None):
    height, width = kernel.shape
    rows = rows or image.shape[0] - height + 1
    columns = columns or image.shape[1] - width + 1
    return np.array(
        [[np.sum(image[i : i + height, j : j + width] * kernel) for j in range(columns)] for i in range(rows)]
    )


def convolve_does_not_turn(image, kernel):
    return _laid_on(image, kernel)


def convolve_turns_the_rows(image, kernel):
    return _laid_on(image, np.flipud(kernel))


def convolve_turns_the_columns(image, kernel):
    return _laid_on(image, np.fliplr(kernel))


def convolve_turns_a_quarter(image, kernel):
    return _laid_on(image, np.rot90(kernel))


def convolve_turns_the_other_quarter(image, kernel):
    return _laid_on(image, np.rot90(kernel, 3))


def convolve_transposes(image, kernel):
    return _laid_on(image, kernel.T)


def convolve_stops_short(image, kernel):
    height, width = kernel.shape
    return _laid_on(image, kernel[::-1, ::-1], image.shape[0] - height, image.shape[1] - width)


def convolve_stops_short_unturned(image, kernel):
    height, width = kernel.shape
    return _laid_on(image, kernel, image.shape[0] - height, image.shape[1] - width)


def convolve_turns_the_output(image, kernel):
    return np.rot90(_laid_on(image, kernel), 2)


def convolve_turns_both(image, kernel):
    return np.rot90(_laid_on(image, np.rot90(kernel, 2)), 2)


def kernel_slopes(image, blame):
    height = image.shape[0] - blame.shape[0] + 1
    width = image.shape[1] - blame.shape[1] + 1
    slopes = np.zeros((height, width))
    for i in range(blame.shape[0]):
        for j in range(blame.shape[1]):
            slopes += blame[i, j] * image[i : i + height, j : j + width]
    return slopes


def _size(image, blame):
    return image.shape[0] - blame.shape[0] + 1, image.shape[1] - blame.shape[1] + 1


def slopes_without_blame(image, blame):
    return kernel_slopes(image, np.ones_like(blame))


def slopes_average(image, blame):
    return kernel_slopes(image, blame) / blame.size


def slopes_keep_the_last(image, blame):
    height, width = _size(image, blame)
    for i in range(blame.shape[0]):
        for j in range(blame.shape[1]):
            slopes = blame[i, j] * image[i : i + height, j : j + width]
    return slopes


def slopes_of_the_first_window(image, blame):
    height, width = _size(image, blame)
    return blame[0, 0] * image[:height, :width]


def slopes_turned(image, blame):
    return np.rot90(kernel_slopes(image, blame), 2)


def slopes_with_turned_blame(image, blame):
    return kernel_slopes(image, np.rot90(blame, 2))


SOLUTIONS = [
    (chapter_11.output_size, output_size),
    (chapter_11.pooled, pooled),
    (chapter_11.convolve, convolve),
    (chapter_11.kernel_slopes, kernel_slopes),
]
SLIPS = [
    (chapter_11.output_size, side_counts_steps, "when no step is possible"),
    (chapter_11.output_size, side_pads_once, "on one side only"),
    (chapter_11.output_size, side_without_kernel, "your window has no size"),
    (chapter_11.output_size, side_first_cells, "your window has no size"),
    (chapter_11.output_size, side_divides, "half a step is no step"),
    (chapter_11.output_size, side_rounds_up, "you counted a window that hangs over"),
    (chapter_11.output_size, side_adds_early, "Count the steps first"),
    (chapter_11.output_size, side_without_stride, "knows no stride"),
    (chapter_11.pooled, pooled_averages, "that is average pooling"),
    (chapter_11.pooled, pooled_takes_the_least, "the smallest number"),
    (chapter_11.pooled, pooled_adds, "you added the block up"),
    (chapter_11.pooled, pooled_starts_at_zero, "Where does your search begin"),
    (chapter_11.pooled, pooled_takes_the_farthest, "farthest from zero"),
    (chapter_11.pooled, pooled_takes_a_corner, "one fixed cell"),
    (chapter_11.pooled, pooled_mixes_up_the_axes, "far apart"),
    (chapter_11.pooled, pooled_looks_down_only, "Over how many axes"),
    (chapter_11.pooled, pooled_looks_right_only, "Over how many axes"),
    (chapter_11.convolve, convolve_does_not_turn, "has not been turned"),
    (chapter_11.convolve, convolve_turns_the_rows, "along one axis only"),
    (chapter_11.convolve, convolve_turns_the_columns, "along one axis only"),
    (chapter_11.convolve, convolve_turns_a_quarter, "by a quarter"),
    (chapter_11.convolve, convolve_turns_the_other_quarter, "by a quarter"),
    (chapter_11.convolve, convolve_transposes, "swapped rows and columns"),
    (chapter_11.convolve, convolve_stops_short, "the last window is missing"),
    (chapter_11.convolve, convolve_stops_short_unturned, "the last window is missing"),
    (chapter_11.convolve, convolve_turns_the_output, "your output turned round"),
    (chapter_11.convolve, convolve_turns_both, "your output turned round"),
    (chapter_11.kernel_slopes, slopes_without_blame, "counts alike"),
    (chapter_11.kernel_slopes, slopes_average, "they add up"),
    (chapter_11.kernel_slopes, slopes_keep_the_last, "only the last window"),
    (chapter_11.kernel_slopes, slopes_of_the_first_window, "only the first window"),
    (chapter_11.kernel_slopes, slopes_turned, "by half a turn"),
    (chapter_11.kernel_slopes, slopes_with_turned_blame, "by half a turn"),
]
