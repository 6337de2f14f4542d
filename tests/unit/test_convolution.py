"""Convolution and pooling against their definitions as loops, against SciPy, and by hand."""

import numpy as np
import pytest
from scipy.signal import correlate

from helpers import convolution
from helpers.convolution import (
    average_pool2d,
    average_pool2d_backward,
    conv2d,
    conv2d_backward,
    max_pool2d,
    max_pool2d_backward,
)

SHAPES = [  # x, weight, stride, padding
    ((2, 3, 6, 5), (4, 3, 3, 2), 1, 0),
    ((1, 1, 5, 5), (1, 1, 1, 1), 1, 0),
    ((2, 2, 4, 3), (3, 2, 4, 3), 1, 0),
    ((2, 2, 8, 7), (3, 2, 3, 2), 3, 0),
    ((1, 2, 6, 6), (2, 2, 3, 3), 2, 1),
    ((3, 1, 4, 5), (2, 1, 2, 3), 1, 3),
    ((1, 1, 7, 7), (2, 1, 2, 2), 3, 0),
]


def by_definition(x, weight, bias, stride, padding):
    x = np.pad(x, ((0, 0), (0, 0), (padding, padding), (padding, padding)))
    (N, _, H, W), (F, _, KH, KW) = x.shape, weight.shape
    out = np.empty((N, F, (H - KH) // stride + 1, (W - KW) // stride + 1))
    for n, f, i, j in np.ndindex(out.shape):
        window = x[n, :, i * stride : i * stride + KH, j * stride : j * stride + KW]
        out[n, f, i, j] = np.sum(window * weight[f]) + bias[f]
    return out


def random(*shapes):
    rng = np.random.default_rng(0)
    return [rng.standard_normal(shape) for shape in shapes]


@pytest.mark.parametrize(("x_shape", "weight_shape", "stride", "padding"), SHAPES)
def test_conv2d_is_its_definition(x_shape, weight_shape, stride, padding):
    x, weight, bias = random(x_shape, weight_shape, weight_shape[0])
    expected = by_definition(x, weight, bias, stride, padding)
    np.testing.assert_allclose(conv2d(x, weight, bias, stride, padding), expected, atol=1e-12)


def test_conv2d_is_scipys_correlation():
    x, weight, bias = random((2, 3, 9, 8), (4, 3, 3, 4), 4)
    out = conv2d(x, weight, bias)
    for n, f in np.ndindex(2, 4):
        expected = correlate(x[n], weight[f], mode="valid", method="direct")[0] + bias[f]
        np.testing.assert_allclose(out[n, f], expected, atol=1e-12)


def test_conv2d_backward_is_scipys_correlation_and_convolution():
    """With stride 1 the gradient of the filters is the correlation of the image with grad, and that of the
    image is the full convolution of grad with the filters."""
    x, weight, grad = random((2, 3, 9, 8), (4, 3, 3, 4), (2, 4, 7, 5))
    grad_x, grad_weight, grad_bias = conv2d_backward(grad, x, weight)
    for f, c in np.ndindex(4, 3):
        expected = sum(correlate(x[n, c], grad[n, f], mode="valid", method="direct") for n in range(2))
        np.testing.assert_allclose(grad_weight[f, c], expected, atol=1e-12)
    for n, c in np.ndindex(2, 3):
        flipped = weight[:, c, ::-1, ::-1]
        expected = sum(correlate(grad[n, f], flipped[f], mode="full", method="direct") for f in range(4))
        np.testing.assert_allclose(grad_x[n, c], expected, atol=1e-12)
    np.testing.assert_allclose(grad_bias, grad.sum(axis=(0, 2, 3)), atol=1e-12)


def test_conv2d_does_not_flip_the_filter():
    image = np.zeros((1, 1, 3, 3))
    image[0, 0, 1, 1] = 1
    weight = np.arange(9.0).reshape(1, 1, 3, 3)
    np.testing.assert_array_equal(
        conv2d(image, weight, np.zeros(1), padding=1)[0, 0], weight[0, 0, ::-1, ::-1]
    )


def test_pixels_that_no_window_reaches_have_no_gradient():
    x, weight, grad = random((1, 1, 8, 7), (1, 1, 3, 2), (1, 1, 2, 2))
    grad_x, _, _ = conv2d_backward(grad, x, weight, stride=3)
    assert not grad_x[0, 0, 6:].any()
    assert not grad_x[0, 0, :, 5:].any()
    assert not grad_x[0, 0, :, 2].any()  # between two windows


def test_a_batch_larger_than_the_cache_is_worked_off_in_blocks(monkeypatch):
    x, weight, bias, grad = random((7, 2, 6, 6), (3, 2, 3, 3), 3, (7, 3, 4, 4))
    whole = conv2d(x, weight, bias), *conv2d_backward(grad, x, weight)
    for size in (1, 3 * 2 * 9 * 16 * 8, 2**30):  # one image at a time, three, all
        monkeypatch.setattr(convolution, "_CACHE_BYTES", size)
        blocks = conv2d(x, weight, bias), *conv2d_backward(grad, x, weight)
        for one, other in zip(whole, blocks, strict=True):
            np.testing.assert_allclose(one, other, atol=1e-12)


@pytest.mark.parametrize(("size", "stride"), [(2, None), (3, 1), (2, 3), (3, 2), (1, None), (7, None)])
def test_pools_are_their_definition(size, stride):
    (x,) = random((2, 3, 7, 8))
    step = stride or size
    rows, columns = (7 - size) // step + 1, (8 - size) // step + 1
    largest, mean = max_pool2d(x, size, stride), average_pool2d(x, size, stride)
    assert largest.shape == mean.shape == (2, 3, rows, columns)
    for i, j in np.ndindex(rows, columns):
        window = x[:, :, i * step : i * step + size, j * step : j * step + size]
        np.testing.assert_array_equal(largest[:, :, i, j], window.max(axis=(2, 3)))
        np.testing.assert_allclose(mean[:, :, i, j], window.mean(axis=(2, 3)), atol=1e-14)


def test_pooling_tie_goes_to_the_first_pixel_row_by_row():
    x = np.array([[[[0.0, 2.0, 2.0], [2.0, 1.0, 2.0], [0.0, 0.0, 0.0]]]])
    out = max_pool2d(x, 2, stride=1)
    grad_x = max_pool2d_backward(np.array([[[[1.0, 10.0], [100.0, 1000.0]]]]), x, out, 2, stride=1)
    np.testing.assert_array_equal(grad_x[0, 0], [[0, 11, 0], [100, 0, 1000], [0, 0, 0]])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("order", ["samples first", "samples last"])
def test_a_window_as_large_as_the_image_gives_what_windows_in_a_wider_image_give(order, dtype):
    """The whole image has a way of its own. One more column, of -inf and never the largest, takes the general
    way, which must say the same: result, winners, ties, and the types."""
    x = np.random.default_rng(0).integers(-3, 4, (5, 3, 4, 4)).astype(dtype)  # few values, hence many ties
    if order == "samples last":
        x = np.moveaxis(np.moveaxis(x, 0, -1).copy(), -1, 0)
        assert not x.flags.c_contiguous
    wider = np.concatenate([x, np.full((5, 3, 4, 1), -np.inf, dtype)], axis=3)
    (grad,) = random((5, 3, 1, 1))
    grad = grad.astype(dtype)
    for stride in (None, 1, 4):
        out = max_pool2d(x, 4, stride)
        grad_x = max_pool2d_backward(grad, x, out, 4, stride)
        assert out.shape == grad.shape
        assert out.dtype == grad_x.dtype == dtype
        np.testing.assert_array_equal(out, max_pool2d(wider, 4))
        np.testing.assert_array_equal(grad_x, max_pool2d_backward(grad, wider, out, 4)[..., :4])
        assert not np.shares_memory(out, x)
        assert np.count_nonzero(grad_x) == grad.size  # one winner for each window


def test_the_whole_image_gives_no_gradient_where_no_pixel_is_the_result():
    x = np.array([[[[1.0, np.nan], [2.0, 0.0]]]])
    out = max_pool2d(x, 2)
    assert np.isnan(out).all()
    assert not max_pool2d_backward(np.ones((1, 1, 1, 1)), x, out, 2).any()  # nan is not equal to nan


def test_padding_is_zeros_around_images_of_any_type_and_layout():
    for dtype in (np.float32, np.float64):
        x = np.random.default_rng(0).standard_normal((2, 3, 4, 5)).astype(dtype).transpose(0, 1, 3, 2)
        padded = convolution._pad(x, 2)
        assert padded.dtype == dtype
        np.testing.assert_array_equal(padded, np.pad(x, ((0, 0), (0, 0), (2, 2), (2, 2))))
    assert convolution._pad(x, 0) is x


def test_average_pool_backward_shares_equally_and_adds_where_windows_overlap():
    x = np.zeros((1, 1, 2, 3))
    grad_x = average_pool2d_backward(np.array([[[[4.0, 8.0]]]]), x, 2, stride=1)
    np.testing.assert_array_equal(grad_x[0, 0], [[1, 3, 2], [1, 3, 2]])


def test_nan_stays_visible():
    x = np.ones((1, 1, 4, 4))
    x[0, 0, 1, 1] = np.nan  # neither the first nor the last of its window
    for out in (max_pool2d(x, 3, 1), average_pool2d(x, 3, 1), conv2d(x, np.ones((1, 1, 3, 3)), np.zeros(1))):
        assert np.isnan(out).all()


def test_nearly_a_tie_is_no_tie():
    x = np.array([[[[1.0, np.nextafter(1.0, 2.0)], [0.0, 1.0]]]])
    grad_x = max_pool2d_backward(np.ones((1, 1, 1, 1)), x, max_pool2d(x, 2), 2)
    np.testing.assert_array_equal(grad_x[0, 0], [[0, 1], [0, 0]])


def test_sizes_given_as_numpy_numbers_do_not_widen_the_type():
    x, two = np.ones((1, 1, 4, 4), dtype=np.float32), np.int64(2)
    out = average_pool2d(x, two)
    assert out.dtype == max_pool2d(x, two, two).dtype == np.float32
    assert average_pool2d_backward(out.astype(np.float32), x, two).dtype == np.float32
