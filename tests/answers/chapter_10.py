"""Chapter 10, overfitting: its exercises answered, rightly and by every usual slip, as a learner would."""

import numpy as np

from helpers.exercises import overfitting as chapter_10


def decayed(weight, grad, rate, strength):
    shrunk = (1 - rate * strength) * weight
    return shrunk - rate * grad


def decays_without_the_rate(weight, grad, rate, strength):
    return (1 - strength) * weight - rate * grad


def decays_outwards(weight, grad, rate, strength):
    return (1 + rate * strength) * weight - rate * grad


def decays_by_the_sign(weight, grad, rate, strength):
    pull = strength * np.where(weight > 0, 1.0, -1.0)
    return weight - rate * (grad + pull)


def decays_twice(weight, grad, rate, strength):
    return weight - rate * grad - rate * strength * 2 * weight


def decays_by_the_penalty(weight, grad, rate, strength):
    return weight - rate * grad - rate * strength * np.square(weight) / 2


def decays_without_learning(weight, grad, rate, strength):
    return weight * (1 - rate * strength)


def decays_after_the_step(weight, grad, rate, strength):
    weight = weight - rate * grad
    return weight - rate * strength * weight


def dropped(h, draws, rate, training):
    if not training:
        return h
    out = np.where(draws < rate, 0.0, h)
    return out / (1 - rate)


def drops_without_scaling(h, draws, rate, training):
    return np.where(draws < rate, 0, h) if training else h


def drops_and_shrinks(h, draws, rate, training):
    return (1 - rate) * np.where(draws < rate, 0, h) if training else h


def drops_and_divides_by_the_rate(h, draws, rate, training):
    if training:
        h = np.where(draws >= rate, h / rate, 0)
    return h


def drops_the_others(h, draws, rate, training):
    if training:
        h = h * (draws <= rate) / (1 - rate)
    return h


def drops_the_others_and_divides_by_the_rate(h, draws, rate, training):
    return h * (draws < rate) / rate if training else h


def drops_in_use_too(h, draws, rate, training):
    mask = draws >= rate
    return h * mask / (1 - rate)


def drops_and_scales_in_use(h, draws, rate, training):
    if training:
        return h * (draws >= rate)
    return h * (1 - rate)


def stop_at(losses, patience):
    lowest, best, waited = losses[0], 0, 0
    for epoch, loss in enumerate(losses):
        waited += 1
        if loss < lowest or epoch == 0:
            lowest, best, waited = loss, epoch, 0
        if waited == patience:
            break
    return epoch, best


def stops_by_the_epoch_before(losses, patience):
    rises = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] >= losses[epoch - 1]:
            rises += 1
        else:
            rises = 0
        if rises == patience:
            break
    return epoch, np.argmin(losses[: epoch + 1])


def stops_one_late(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] < losses[best]:
            best = epoch
        if epoch - best > patience:
            break
    return epoch, best


def stops_and_sees_the_future(losses, patience):
    return stop_at(losses, patience)[0], np.argmin(losses)


def stops_and_stays(losses, patience):
    epoch, _ = stop_at(losses, patience)
    return epoch, epoch


def stops_at_once(losses, patience):
    best = 0
    for epoch in range(1, len(losses)):
        if losses[epoch] >= losses[best]:
            return epoch, best
        best = epoch
    return epoch, best


def stops_with_ties(losses, patience):
    best = 0
    for epoch in range(len(losses)):
        if losses[epoch] <= losses[best]:
            best = epoch
        if epoch - best == patience:
            break
    return epoch, best


def soft_step(weight, amount):
    smaller = np.abs(weight) - amount
    return np.where(smaller > 0, np.copysign(smaller, weight), 0)


def soft_crosses_zero(weight, amount):
    return np.where(weight > 0, weight - amount, np.where(weight < 0, weight + amount, 0))


def soft_only_cuts(weight, amount):
    return np.where(np.abs(weight) < amount, 0, weight)


def soft_loses_the_negative(weight, amount):
    return np.where(weight > amount, weight - amount, 0)


def soft_loses_the_sign(weight, amount):
    return np.clip(np.abs(weight) - amount, 0, None)


def soft_moves_away(weight, amount):
    return np.sign(weight) * (np.abs(weight) + amount)


SOLUTIONS = [
    (chapter_10.decayed, decayed),
    (chapter_10.dropped, dropped),
    (chapter_10.stop_at, stop_at),
    (chapter_10.soft_step, soft_step),
]
SLIPS = [
    (chapter_10.decayed, decays_without_the_rate, "shortened by the learning rate"),
    (chapter_10.decayed, decays_outwards, "grow away from zero"),
    (chapter_10.decayed, decays_by_the_sign, "equally strong for every weight"),
    (chapter_10.decayed, decays_twice, "twice as strong"),
    (chapter_10.decayed, decays_by_the_penalty, "the penalty itself"),
    (chapter_10.decayed, decays_without_learning, "no longer learns"),
    (chapter_10.decayed, decays_after_the_step, "after its step"),
    (chapter_10.dropped, drops_without_scaling, "stand in for those that are dropped"),
    (chapter_10.dropped, drops_and_shrinks, "became smaller"),
    (chapter_10.dropped, drops_and_divides_by_the_rate, "Which share is kept?"),
    (chapter_10.dropped, drops_the_others, "kept the units that should go"),
    (chapter_10.dropped, drops_the_others_and_divides_by_the_rate, "kept the units that should go"),
    (chapter_10.dropped, drops_in_use_too, "has all its units"),
    (chapter_10.dropped, drops_and_scales_in_use, "the older way"),
    (chapter_10.stop_at, stops_by_the_epoch_before, "with the epoch before"),
    (chapter_10.stop_at, stops_one_late, "one epoch longer"),
    (chapter_10.stop_at, stops_and_sees_the_future, "comes after the stop"),
    (chapter_10.stop_at, stops_and_stays, "epoch to go back to"),
    (chapter_10.stop_at, stops_at_once, "first loss that was not lower"),
    (chapter_10.stop_at, stops_with_ties, "not a new minimum"),
    (chapter_10.soft_step, soft_crosses_zero, "jump over zero"),
    (chapter_10.soft_step, soft_only_cuts, "The others must move"),
    (chapter_10.soft_step, soft_loses_the_negative, "negative weights are lost"),
    (chapter_10.soft_step, soft_loses_the_sign, "keeps its sign"),
    (chapter_10.soft_step, soft_moves_away, "away from zero"),
]
