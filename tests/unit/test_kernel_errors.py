"""Wrong calls: each must say in one sentence which function, which argument, what came, what was expected."""

import numpy as np
import pytest

from helpers import gradient_check
from helpers.activations import (
    leaky_relu,
    leaky_relu_backward,
    maxout,
    maxout_backward,
    relu,
    relu_backward,
    sigmoid,
    sigmoid_backward,
    softmax,
    swish,
    swish_backward,
    tanh,
)
from helpers.convolution import (
    average_pool2d,
    average_pool2d_backward,
    conv2d,
    conv2d_backward,
    max_pool2d,
    max_pool2d_backward,
)
from helpers.dense import dense, dense_backward
from helpers.losses import (
    binary_cross_entropy,
    mean_squared_error,
    mean_squared_error_backward,
    one_hot,
    softmax_cross_entropy,
)
from helpers.recurrent import gru, lstm, lstm_backward, rnn, rnn_backward
from helpers.regularization import (
    dropout,
    dropout_backward,
    l1_penalty,
    l1_penalty_backward,
    l2_penalty,
    l2_penalty_backward,
)


def zeros(*shape):
    return np.zeros(shape)


def single(*shape):
    return np.zeros(shape, dtype=np.float32)


rng = np.random.default_rng(0)
x, w, b = zeros(2, 1, 5, 5), zeros(3, 1, 3, 3), zeros(3)  # a good convolution
S = (zeros(3, 2, 4), zeros(2, 5), zeros(4, 5), zeros(5, 5), zeros(5))  # a good rnn
L = (zeros(3, 2, 4), zeros(2, 5), zeros(2, 5), zeros(4, 20), zeros(5, 20), zeros(20))  # a good lstm
h = zeros(3, 2, 5)
G = (zeros(3, 2, 4), zeros(2, 5), zeros(4, 15), zeros(5, 15), zeros(15), zeros(15))  # a good gru

WRONG = [
    (lambda: sigmoid(np.array([1, 2])), "sigmoid: x must hold float32 or float64 numbers, got int64"),
    (lambda: relu([1.0, 2.0]), "relu: x must be a NumPy array, got list"),
    (lambda: tanh(None), "tanh: x must be a NumPy array, got None"),
    (lambda: relu(zeros(0, 3)), "relu: x must not be empty, got shape (0, 3)"),
    (
        lambda: sigmoid_backward(zeros(2, 3), zeros(2, 4)),
        "sigmoid_backward: grad has shape (2, 3) but out has shape (2, 4)",
    ),
    (
        lambda: relu_backward(single(3), zeros(3)),
        "relu_backward: x is float64 but grad is float32; give all arrays one type",
    ),
    (
        lambda: leaky_relu(zeros(3), slope=1.5),
        "leaky_relu: slope must be a number with 0 ≤ slope ≤ 1, got 1.5",
    ),
    (
        lambda: leaky_relu(zeros(3), slope=None),
        "leaky_relu: slope must be a number with 0 ≤ slope ≤ 1, got None",
    ),
    (lambda: swish(zeros(3), beta=np.inf), "swish: beta must be a finite number, got inf"),
    (
        lambda: softmax(0.5),
        "softmax: x must be an array with the classes on its last axis, got a single number",
    ),
    (
        lambda: maxout(zeros(2, 3), zeros(2, 4, 5), zeros(2, 5)),
        "maxout: x has 3 features but weight expects 4",
    ),
    (
        lambda: maxout(zeros(2, 3), zeros(3, 5), zeros(5)),
        "maxout: weight must have 3 axes (k, D, M), got shape (3, 5)",
    ),
    (
        lambda: maxout(zeros(2, 3), zeros(2, 3, 5), zeros(5)),
        "maxout: bias has shape (5,) but (k, M) of weight is (2, 5)",
    ),
    (
        lambda: maxout_backward(zeros(2, 4), zeros(2, 3), zeros(2, 3, 5), zeros(2, 5)),
        "maxout_backward: grad has shape (2, 4) but the result (N, M) is (2, 5)",
    ),
    (lambda: dense(zeros(2, 3), zeros(4, 1), zeros(1)), "dense: x has 3 features but weight expects 4"),
    (
        lambda: dense(zeros(2, 3), zeros(3, 4), zeros(3)),
        "dense: bias has shape (3,) but (..., M) of weight is (4,)",
    ),
    (
        lambda: dense(zeros(3), zeros(3, 4), zeros(4)),
        "dense: x must have samples as rows (..., N, D), got shape (3,)",
    ),
    (
        lambda: dense(zeros(2, 3), zeros(3), zeros(1)),
        "dense: weight must be (inputs, outputs), got shape (3,)",
    ),
    (
        lambda: dense(zeros(2, 3), single(3, 4), zeros(4)),
        "dense: weight is float32 but x is float64; give all arrays one type",
    ),
    (lambda: dense(zeros(0, 3), zeros(3, 4), zeros(4)), "dense: x must not be empty, got shape (0, 3)"),
    (
        lambda: dense(zeros(2, 5, 3), zeros(4, 3, 1), zeros(4, 1)),
        "dense: the leading axes (2,) of x and (4,) of weight do not match",
    ),
    (lambda: dense(zeros(2, 3), zeros(3, 4), 0.5), "dense: bias has shape () but (..., M) of weight is (4,)"),
    (
        lambda: dense_backward(zeros(2, 5), zeros(2, 3), zeros(3, 4)),
        "dense_backward: grad has shape (2, 5) but the result (..., N, M) is (2, 4)",
    ),
    (
        lambda: mean_squared_error(zeros(4, 1), zeros(4)),
        "mean_squared_error: target has shape (4,) but prediction has shape (4, 1)",
    ),
    (
        lambda: mean_squared_error(zeros(4), single(4)),
        "mean_squared_error: target is float32 but prediction is float64; give all arrays one type",
    ),
    (
        lambda: mean_squared_error(zeros(0), zeros(0)),
        "mean_squared_error: prediction must not be empty, got shape (0,)",
    ),
    (
        lambda: mean_squared_error_backward(zeros(2), zeros(2), zeros(2)),
        "mean_squared_error_backward: grad must be one number, got shape (2,)",
    ),
    (
        lambda: binary_cross_entropy(zeros(2), np.array([0, 2])),
        "binary_cross_entropy: target must lie between 0 and 1, got 2.0",
    ),
    (
        lambda: binary_cross_entropy(zeros(2), np.array([-1, 1])),
        "binary_cross_entropy: target must lie between 0 and 1, got -1.0",
    ),
    (
        lambda: binary_cross_entropy(zeros(2), [0, 1]),
        "binary_cross_entropy: target must be a NumPy array, got list",
    ),
    (
        lambda: softmax_cross_entropy(zeros(2, 3), np.array([0, 3])),
        "softmax_cross_entropy: target has label 3 but the 3 classes are 0 to 2",
    ),
    (
        lambda: softmax_cross_entropy(zeros(2, 3), np.array([0, -1])),
        "softmax_cross_entropy: target has label -1 but the 3 classes are 0 to 2",
    ),
    (
        lambda: softmax_cross_entropy(zeros(2, 3), np.array([0.0, 1.0])),
        "softmax_cross_entropy: target must be an array of class numbers (integers), got float64",
    ),
    (
        lambda: softmax_cross_entropy(zeros(2, 3), np.array([0, 1, 2])),
        "softmax_cross_entropy: target has shape (3,) but logits (2, 3) need labels (2,) or rows (2, 3)",
    ),
    (
        lambda: softmax_cross_entropy(zeros(2, 3), np.full((2, 3), 0.5)),
        "softmax_cross_entropy: each row of target must sum to 1, one is off by 0.5",
    ),
    (
        lambda: softmax_cross_entropy(zeros(0, 3), np.zeros(0, dtype=int)),
        "softmax_cross_entropy: logits must not be empty, got shape (0, 3)",
    ),
    (
        lambda: softmax_cross_entropy(np.array(1.0), np.array(0)),
        "softmax_cross_entropy: logits must have the classes on the last axis, got a single number",
    ),
    (lambda: one_hot(np.array([3]), classes=3), "one_hot: labels has label 3 but the 3 classes are 0 to 2"),
    (
        lambda: one_hot(np.array([0.5]), classes=3),
        "one_hot: labels must be an array of class numbers (integers), got float64",
    ),
    (lambda: dropout(zeros(3), 1.0, rng), "dropout: rate must be a number with 0 ≤ rate < 1, got 1.0"),
    (lambda: dropout(zeros(3), -0.1, rng), "dropout: rate must be a number with 0 ≤ rate < 1, got -0.1"),
    (
        lambda: dropout(zeros(3), 0.5, 42),
        "dropout: rng must be a generator such as np.random.default_rng(0), got 42",
    ),
    (
        lambda: dropout_backward(zeros(3), zeros(3), 0.5),
        "dropout_backward: mask must be the boolean mask that dropout returned, got float64",
    ),
    (
        lambda: dropout_backward(zeros(3), np.ones(4, dtype=bool), 0.5),
        "dropout_backward: grad has shape (3,) but mask has shape (4,)",
    ),
    (lambda: l2_penalty(zeros(3), -1.0), "l2_penalty: strength must be a number with 0 ≤ strength, got -1.0"),
    (
        lambda: l1_penalty_backward(1.0, zeros(3), np.nan),
        "l1_penalty_backward: strength must be a number with 0 ≤ strength, got nan",
    ),
    (lambda: conv2d(x, w, b, stride=-1), "conv2d: stride must be a whole number of at least 1, got -1"),
    (lambda: conv2d(x, w, b, stride=0), "conv2d: stride must be a whole number of at least 1, got 0"),
    (lambda: conv2d(x, w, b, stride=1.5), "conv2d: stride must be a whole number of at least 1, got 1.5"),
    (lambda: conv2d(x, w, b, padding=-1), "conv2d: padding must be a whole number of at least 0, got -1"),
    (
        lambda: conv2d(x, zeros(3, 1, 6, 3), b),
        "conv2d: weight needs a window of 6 × 3 pixels but x has 5 × 5",
    ),
    (
        lambda: conv2d(x, zeros(3, 1, 3, 9), b, padding=1),
        "conv2d: weight needs a window of 3 × 9 pixels but x with padding 1 has 7 × 7",
    ),
    (lambda: conv2d(x, zeros(3, 2, 3, 3), b), "conv2d: x has 1 channels but weight expects 2"),
    (lambda: conv2d(zeros(5, 5), w, b), "conv2d: x must have 4 axes (N, C, H, W), got shape (5, 5)"),
    (lambda: conv2d(x, w, zeros(1)), "conv2d: bias has shape (1,) but (F,) of weight is (3,)"),
    (
        lambda: conv2d(x, single(3, 1, 3, 3), b),
        "conv2d: weight is float32 but x is float64; give all arrays one type",
    ),
    (lambda: conv2d(zeros(0, 1, 5, 5), w, b), "conv2d: x must not be empty, got shape (0, 1, 5, 5)"),
    (
        lambda: conv2d_backward(zeros(2, 3, 5, 5), x, w),
        "conv2d_backward: grad has shape (2, 3, 5, 5) but the result (N, F, OH, OW) is (2, 3, 3, 3)",
    ),
    (lambda: max_pool2d(x, 0), "max_pool2d: size must be a whole number of at least 1, got 0"),
    (lambda: max_pool2d(x, 6), "max_pool2d: size needs a window of 6 × 6 pixels but x has 5 × 5"),
    (lambda: max_pool2d(x, True), "max_pool2d: size must be a whole number of at least 1, got True"),
    (lambda: max_pool2d(zeros(5, 5), 2), "max_pool2d: x must have 4 axes (N, C, H, W), got shape (5, 5)"),
    (
        lambda: average_pool2d(x, 2, stride=-2),
        "average_pool2d: stride must be a whole number of at least 1, got -2",
    ),
    (
        lambda: max_pool2d_backward(zeros(2, 1, 2, 2), x, zeros(2, 1, 3, 3), 2),
        "max_pool2d_backward: out has shape (2, 1, 3, 3) but the result (N, C, OH, OW) is (2, 1, 2, 2)",
    ),
    (
        lambda: average_pool2d_backward(zeros(2, 1, 3, 3), x, 2),
        "average_pool2d_backward: grad has shape (2, 1, 3, 3) but the result (N, C, OH, OW) is (2, 1, 2, 2)",
    ),
    (lambda: rnn(zeros(3, 4), *S[1:]), "rnn: x must have 3 axes (T, N, D), got shape (3, 4)"),
    (lambda: rnn(S[0], zeros(1, 5), *S[2:]), "rnn: h0 has 1 rows but x has 2 sequences"),
    (lambda: rnn(S[0], S[1], zeros(3, 5), *S[3:]), "rnn: x has 4 features but weight_x expects 3"),
    (lambda: rnn(S[0], S[1], zeros(4, 6), *S[3:]), "rnn: weight_x has shape (4, 6) but (D, H) is (4, 5)"),
    (lambda: rnn(*S[:3], zeros(5, 4), S[4]), "rnn: weight_h has shape (5, 4) but (H, H) is (5, 5)"),
    (lambda: rnn(*S[:4], zeros(4)), "rnn: bias has shape (4,) but (H,) is (5,)"),
    (lambda: rnn(zeros(0, 2, 4), *S[1:]), "rnn: x must not be empty, got shape (0, 2, 4)"),
    (
        lambda: rnn(S[0], single(2, 5), *S[2:]),
        "rnn: h0 is float32 but x is float64; give all arrays one type",
    ),
    (
        lambda: rnn_backward(zeros(2, 2, 5), *S[:4], zeros(3, 2, 5)),
        "rnn_backward: grad has shape (2, 2, 5) but (T, N, H) is (3, 2, 5)",
    ),
    (lambda: lstm(*L[:2], zeros(2, 4), *L[3:]), "lstm: c0 has shape (2, 4) but h0 has shape (2, 5)"),
    (lambda: lstm(*L[:3], zeros(4, 5), *L[4:]), "lstm: weight_x has shape (4, 5) but (D, 4H) is (4, 20)"),
    (
        lambda: lstm_backward(h, h, *L[:5], h, h, zeros(3, 2, 20)),
        "lstm_backward: grad_last_c has shape (3, 2, 5) but (N, H) is (2, 5)",
    ),
    (
        lambda: lstm_backward(h, None, *L[:5], h, h, zeros(3, 2, 15)),
        "lstm_backward: gates has shape (3, 2, 15) but (T, N, 4H) is (3, 2, 20)",
    ),
    (lambda: gru(*G[:5], zeros(5)), "gru: bias_h has shape (5,) but (3H,) is (15,)"),
    (
        lambda: gru(*G[:4], single(15), G[5]),
        "gru: bias_x is float32 but h0 is float64; give all arrays one type",
    ),
    (
        lambda: gradient_check.check("relu", single(3)),
        "gradient_check: x of relu is float32, but differences this small need float64",
    ),
    (
        lambda: gradient_check.check(np.tanh, zeros(3)),
        "gradient_check: tanh has no tanh_backward defined beside it",
    ),
    (lambda: sigmoid(1), "sigmoid: x must be a NumPy array, got int"),
    (lambda: swish(zeros(3), beta=True), "swish: beta must be a finite number, got True"),
    (
        lambda: leaky_relu_backward(zeros(3), zeros(3), slope=1.5),
        "leaky_relu_backward: slope must be a number with 0 ≤ slope ≤ 1, got 1.5",
    ),
    (
        lambda: swish_backward(zeros(3), zeros(3), beta=np.nan),
        "swish_backward: beta must be a finite number, got nan",
    ),
    (
        lambda: softmax_cross_entropy(zeros(2, 3), np.array([True, False])),
        "softmax_cross_entropy: target must be an array of class numbers (integers), got bool",
    ),
    (
        lambda: softmax_cross_entropy(zeros(2, 3), np.full((2, 3), 0.33)),
        "softmax_cross_entropy: each row of target must sum to 1, one is off by 0.01",
    ),
    (lambda: one_hot(np.zeros(0, dtype=int), 3), "one_hot: labels must not be empty, got shape (0,)"),
    (
        lambda: dropout_backward(zeros(3), np.ones(3, dtype=bool), 1.0),
        "dropout_backward: rate must be a number with 0 ≤ rate < 1, got 1.0",
    ),
    (lambda: l1_penalty(zeros(3), -1.0), "l1_penalty: strength must be a number with 0 ≤ strength, got -1.0"),
    (
        lambda: l2_penalty_backward(1.0, zeros(3), -1.0),
        "l2_penalty_backward: strength must be a number with 0 ≤ strength, got -1.0",
    ),
    (
        lambda: max_pool2d_backward(zeros(1, 1, 2, 2), x, zeros(2, 1, 2, 2), 2),
        "max_pool2d_backward: grad has shape (1, 1, 2, 2) but the result (N, C, OH, OW) is (2, 1, 2, 2)",
    ),
    (lambda: rnn(*S[:4], zeros(1, 5)), "rnn: bias has shape (1, 5) but (H,) is (5,)"),
    (
        lambda: conv2d(zeros(1, 2, 1, 5, 5), w, b),
        "conv2d: x must have 4 axes (N, C, H, W), got shape (1, 2, 1, 5, 5)",
    ),
]


@pytest.mark.parametrize(("wrong", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_wrong_call(wrong, sentence):
    with pytest.raises(ValueError) as caught:
        wrong()
    assert str(caught.value) == sentence


def test_gradient_check_names_the_pairs_it_knows():
    with pytest.raises(ValueError, match="there is no pair 'step'; there are average_pool2d"):
        gradient_check.check("step", zeros(3))


def test_the_good_calls_are_good():
    conv2d(x, w, b)
    rnn(*S)
    lstm(*L)
    gru(*G)
