"""What must be true of the pictures: a wrong one is worse than none."""

import json

import pytest

from backrehab.exercises.movements.drawing import repetition
from backrehab.exercises.movements.limits import bends, strains
from backrehab.exercises.movements.poses import BODY_FILE, body, figures
from backrehab.exercises.movements.skeleton import TOP, Skeleton, reach, solve, unit

# Centimetres.
NEAR = 2.0
# From the ankle down to the sole.
SOLE = 7
DRAWN = [key for key, figure in figures().items() if figure.view != TOP]


def key_frames(exercise: str) -> list[Skeleton]:
    """The skeletons of the key frames."""
    figure = figures()[exercise]
    return [solve(pose, figure.view, body()) for pose in figure.frames]


def moments(exercise: str) -> list[Skeleton]:
    """The skeletons of everything that is drawn in one repetition."""
    figure = figures()[exercise]
    return [solve(pose, figure.view, body()) for pose in repetition(figure)]


def bent(exercise: str, number: int) -> dict[str, float]:
    """The angles of the joints in a key frame."""
    pose = figures()[exercise].frames[number]
    skeleton = solve(pose, figures()[exercise].view, body())
    return {joint: degrees for joint, _limit, degrees in bends(skeleton, pose, body())}


def spread(skeleton: Skeleton) -> float:
    """How far the directions of pelvis, loin and chest are apart: 0 is a flat back."""
    directions = [angle for _along, angle in skeleton.spine.nodes]
    return max(directions) - min(directions)


@pytest.mark.parametrize("exercise", DRAWN)
def test_a_body_can_do_every_moment(exercise: str) -> None:
    figure = figures()[exercise]
    for pose in repetition(figure):
        assert list(strains(solve(pose, figure.view, body()), pose, body())) == []


@pytest.mark.parametrize("exercise", DRAWN)
def test_nothing_sinks_into_the_floor(exercise: str) -> None:
    for skeleton in moments(exercise):
        assert min(at.imag for at in skeleton.joints.values()) >= 0


def test_in_the_hang_the_hands_stay_on_the_bar_and_the_feet_on_the_floor() -> None:
    bar = complex(*figures()["bar-hang"].props[2]["at"])
    assert figures()["bar-hang"].props[2]["kind"] == "bar"
    for skeleton in moments("bar-hang"):
        for hand in ("hand", "far_hand"):
            assert abs(skeleton.joints[hand] - bar) <= NEAR
        for foot in ("ankle", "far_ankle"):
            assert abs(skeleton.joints[foot].imag - SOLE) <= NEAR
    start, hang = bent("bar-hang", 0), bent("bar-hang", 1)
    assert hang["knee"] > 60 > start["knee"]
    assert hang["elbow"] < 25 < start["elbow"]


@pytest.mark.parametrize(
    "exercise",
    ["pull-through", "deadlift", "barbell-row", "shoulder-circles", "standing-back-bend"],
)
def test_both_feet_stay_where_they_stand(exercise: str) -> None:
    feet = [(one.joints["ankle"], one.joints["toe"]) for one in moments(exercise)]
    assert max(abs(ankle - feet[0][0]) + abs(toe - feet[0][1]) for ankle, toe in feet) <= NEAR
    assert abs(feet[0][0].imag - SOLE) <= NEAR


@pytest.mark.parametrize(
    ("exercise", "joints"),
    [
        ("hip-sway", ("ankle", "far_ankle")),
        ("sack-swinger", ("ankle", "far_ankle")),
        ("hip-self-test", ("far_ankle",)),
        ("hip-bump", ("ankle",)),
        ("seated-row", ("ankle",)),
        ("draw-in", ("ankle",)),
        ("piriformis-release", ("far_ankle", "hand")),
        ("cat-cow", ("knee", "hand")),
        ("rocking", ("knee", "hand")),
        ("prone-press-up", ("hip", "hand")),
        ("prone-on-elbows", ("hip",)),
        ("plank", ("toe", "hand")),
        ("reverse-hyper", ("hand", "chest")),
        ("hyperextension", ("hip", "ankle")),
        ("belly-breathing", ("ankle", "face")),
    ],
)
def test_what_rests_on_something_stays_there(exercise: str, joints: tuple[str, ...]) -> None:
    skeletons = moments(exercise)
    for joint in joints:
        start = skeletons[0].joints[joint]
        assert max(abs(one.joints[joint] - start) for one in skeletons) <= NEAR


def test_a_foot_is_on_the_floor_at_every_moment_of_walking() -> None:
    for skeleton in moments("walking-on-the-spot"):
        lowest = min(skeleton.joints[foot].imag for foot in ("ankle", "far_ankle"))
        assert abs(lowest - SOLE) <= NEAR


@pytest.mark.parametrize(
    ("exercise", "numbers"),
    [
        ("reverse-hyper", (1,)),
        ("hyper-row", (0, 1)),
        ("pull-through", (0, 1)),
        ("deadlift", (0, 1, 2)),
        ("barbell-row", (0, 1)),
        ("hyperextension", (0, 1)),
        ("plank", (1,)),
        ("rocking", (0, 1)),
        ("marching-1", (0, 1, 3)),
        ("marching-2", (0, 1, 3)),
    ],
)
def test_the_back_is_flat(exercise: str, numbers: tuple[int, ...]) -> None:
    frames = key_frames(exercise)
    assert max(spread(frames[number]) for number in numbers) <= 10


def test_legs_rise_to_the_line_of_the_body_in_the_reverse_hyper_and_never_above() -> None:
    bottom, top = key_frames("reverse-hyper")
    assert abs(top.joints["ankle"].imag - top.joints["hip"].imag) <= NEAR
    assert bottom.joints["ankle"].imag < bottom.joints["hip"].imag - 75
    assert spread(bottom) > 10  # The low back rounds a little.
    for skeleton in moments("reverse-hyper"):
        for joint in ("knee", "ankle"):
            assert skeleton.joints[joint].imag <= skeleton.joints["hip"].imag + NEAR
    for skeleton in moments("hyper-row"):
        assert abs(skeleton.joints["ankle"].imag - skeleton.joints["hip"].imag) <= NEAR


@pytest.mark.parametrize("exercise", ["pull-through", "deadlift"])
def test_hips_hinge_more_than_knees_bend_and_the_end_is_upright(exercise: str) -> None:
    start, end = bent(exercise, 0), bent(exercise, -1)
    assert start["hip"] > 80
    assert start["hip"] > start["knee"]
    assert abs(end["hip"]) < 15
    assert end["knee"] < 20


def test_in_the_pull_through_the_hands_go_back_between_the_legs() -> None:
    hinge, tall = key_frames("pull-through")
    assert hinge.joints["hand"].real < hinge.joints["knee"].real - 10
    assert hinge.joints["hip"].real < tall.joints["hip"].real - 20
    assert tall.joints["hand"].real > tall.joints["hip"].real + 10


def test_the_bar_stays_close_to_the_legs_and_goes_straight_up_in_the_deadlift() -> None:
    bar = [one.joints["hand"] for one in moments("deadlift")]
    assert max(one.real for one in bar) - min(one.real for one in bar) <= 2 * NEAR
    first = key_frames("deadlift")[0]
    assert first.joints["hand"].real - first.joints["ankle"].real <= 12


@pytest.mark.parametrize(
    ("exercise", "numbers"),
    [("pull-through", (0, 1)), ("deadlift", (0, 1, 2)), ("barbell-row", (0,)), ("hyper-row", (0,))],
)
def test_arms_hang_straight_where_the_legs_and_the_back_do_the_work(
    exercise: str, numbers: tuple[int, ...]
) -> None:
    assert max(bent(exercise, number)["elbow"] for number in numbers) <= 15


def test_knees_are_straight_in_the_standing_back_bend() -> None:
    assert max(bent("standing-back-bend", number)["knee"] for number in (0, 1)) <= 10


@pytest.mark.parametrize("exercise", ["barbell-row", "hyper-row"])
def test_only_the_arms_move_in_a_row_and_the_elbows_go_back(exercise: str) -> None:
    low, high = key_frames(exercise)
    still = {name for name in low.joints if not name.endswith(("elbow", "wrist", "hand"))}
    assert {name: high.joints[name] for name in still} == {name: low.joints[name] for name in still}
    assert high.joints["hand"].imag > low.joints["hand"].imag + 30
    assert high.joints["elbow"].imag > high.joints["hand"].imag


def test_the_seated_row_goes_from_leaning_forward_to_tall_with_the_elbows_back() -> None:
    lean, tall = key_frames("seated-row")
    assert lean.spine.angle(45) < 60
    assert abs(tall.spine.angle(20) - 90) < 5
    assert tall.joints["elbow"].real < tall.joints["shoulder"].real < tall.joints["hand"].real


def test_one_line_from_head_to_heels() -> None:
    for exercise, limit in (("plank", 5), ("hyperextension", 5)):
        top = key_frames(exercise)[1]
        line = (top.joints["neck"] - top.joints["ankle"]) / unit(top.spine.angle(20))
        assert abs(line.imag) <= limit


def test_cat_and_cow_round_and_hollow_a_little() -> None:
    flat, cat, _flat, cow = (bent("cat-cow", number) for number in range(4))
    assert (flat["lower spine"], flat["upper spine"]) == (0, 0)
    assert 0 < cat["lower spine"] < 30
    assert 0 < cat["upper spine"] < 30
    assert -20 < cow["lower spine"] < 0
    assert -20 < cow["upper spine"] < 0


@pytest.mark.parametrize("exercise", ["marching-1", "marching-2"])
def test_one_leg_marches_at_a_time(exercise: str) -> None:
    rest, near, again, far = key_frames(exercise)
    assert again.joints == rest.joints
    assert near.joints["far_ankle"] == rest.joints["far_ankle"]
    assert far.joints["ankle"] == rest.joints["ankle"]
    assert abs(near.joints["ankle"] - rest.joints["ankle"]) > 30
    assert abs(far.joints["far_ankle"] - rest.joints["far_ankle"]) > 30


def test_both_knees_are_above_the_hips_at_the_start_of_level_two() -> None:
    rest = key_frames("marching-2")[0]
    assert abs(rest.joints["knee"].real - rest.joints["hip"].real) <= 4
    assert abs(bent("marching-2", 0)["knee"] - 90) <= 6


def test_the_hips_stay_level_on_one_leg_and_only_the_lifted_foot_leaves_the_floor() -> None:
    for skeleton in moments("hip-self-test"):
        assert abs(skeleton.joints["thigh"].imag - skeleton.joints["far_thigh"].imag) <= 0.1
    lifted = key_frames("hip-self-test")[1]
    assert lifted.joints["ankle"].imag > SOLE + 10
    assert abs(lifted.joints["far_ankle"].imag - SOLE) <= NEAR


def test_the_hip_reaches_the_wall_and_the_shoulder_does_not() -> None:
    wall = next(prop for prop in figures()["hip-bump"].props if prop["kind"] == "wall")["at"][0]
    away, bump = key_frames("hip-bump")
    half = body().outline["front"][2][1]
    assert abs(bump.joints["hip"].real + half - wall) <= NEAR
    assert away.joints["hip"].real + half < wall - 10
    arm = body().limbs["upper_arm"][0]
    assert max(one.joints["far_shoulder"].real for one in (away, bump)) + arm < wall


@pytest.mark.parametrize("exercise", ["hip-release", "hip-top-hold", "side-leg-raise"])
def test_the_upper_leg_rises_straight_and_the_lower_one_stays(exercise: str) -> None:
    low, high = key_frames(exercise)
    assert high.joints["far_ankle"].imag > low.joints["far_ankle"].imag + 25
    assert high.angles["far_leg_upper"] == high.angles["far_leg_lower"]
    assert high.joints["ankle"] == low.joints["ankle"]


def test_opposite_arm_and_leg_rise_and_the_others_stay() -> None:
    low, high = key_frames("opposite-arm-leg-raise")
    for joint in ("ankle", "far_hand"):
        assert 8 <= high.joints[joint].imag - low.joints[joint].imag <= 22
    for joint in ("far_ankle", "hand"):
        assert high.joints[joint] == low.joints[joint]


def test_hips_stay_down_while_the_chest_rises() -> None:
    heights = [
        key_frames(key)[1].joints["neck"].imag
        for key in ("prone-lying", "prone-on-elbows", "prone-press-up")
    ]
    assert heights == sorted(heights)
    # The full press-up is a level of its own: clearly higher, on arms more straight than bent.
    assert heights[2] - heights[1] >= 10
    assert bent("prone-press-up", 1)["elbow"] < 80
    elbows = key_frames("prone-on-elbows")[1].joints
    assert abs(elbows["elbow"].real - elbows["shoulder"].real) <= 4


def test_the_chest_turns_away_from_the_pull() -> None:
    start, turned = figures()["core-rotation"].frames
    assert (start["turn"], turned["turn"] < -20) == (0, True)


@pytest.mark.parametrize(
    ("target", "forward", "middle"),
    [(2 + 0j, True, 1 + 1j), (2 + 0j, False, 1 - 1j), (0 - 2j, True, 1 - 1j)],
)
def test_a_limb_bends_to_reach_a_point(target: complex, forward: bool, middle: complex) -> None:
    half = 2**0.5
    upper, lower = reach(0j, target, (half, half), forward=forward)
    assert half * unit(upper) == pytest.approx(middle)
    assert half * (unit(upper) + unit(lower)) == pytest.approx(target)


def test_limits_are_those_of_a_body() -> None:
    limits = json.loads(BODY_FILE.read_text())["limits"]
    assert {name: tuple(pair) for name, pair in limits.items()} == {
        "knee": (-2, 156),
        "elbow": (-2, 158),
        "hip": (-32, 135),
        "shoulder": (-75, 190),
        "ankle": (10, 122),
        "lower_spine": (-30, 36),
        "upper_spine": (-30, 36),
        "neck": (-50, 50),
    }
