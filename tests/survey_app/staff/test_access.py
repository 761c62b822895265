"""The policy module on its own: trees, scopes, roles."""

from dataclasses import dataclass

import pytest

from survey_app.access import (
    ACTIONS,
    ROLES,
    Rights,
    may,
    policy_of,
    public,
    requires,
    staff_only,
    visible_units,
)


@dataclass(frozen=True)
class Node:
    id: int
    parent_id: int | None


# A province with two communes; the first has an office.
TREE = [Node(1, None), Node(2, 1), Node(3, 1), Node(4, 2)]


def _rights(*roles, scope=()):
    return Rights(account="a", display_name="A", roles=frozenset(roles), scope=frozenset(scope))


@pytest.mark.parametrize(
    ("scope", "seen"), [((), set()), ((1,), {1, 2, 3, 4}), ((2,), {2, 4}), ((4,), {4}), ((3, 4), {3, 4})]
)
def test_an_account_sees_its_units_and_what_lies_below(scope, seen):
    assert visible_units(_rights("manager", scope=scope), TREE) == seen


def test_the_administrator_sees_every_unit_without_a_scope():
    assert visible_units(_rights("administrator"), TREE) == {1, 2, 3, 4}


def test_a_scope_on_a_unit_that_is_gone_opens_nothing():
    assert visible_units(_rights("manager", scope=(9,)), TREE) == set()


def test_a_circle_in_the_tree_ends_the_walk_and_opens_nothing():
    assert visible_units(_rights("manager", scope=(1,)), [Node(2, 3), Node(3, 2)]) == set()


@pytest.mark.parametrize("action", sorted(ACTIONS))
@pytest.mark.parametrize("role", sorted(set(ROLES) - {"administrator"}))
def test_a_role_may_do_what_its_actions_say_and_only_in_its_scope(action, role):
    rights = _rights(role, scope=(2,))
    assert may(rights, action, 4, TREE) is (role in ACTIONS[action])
    assert not may(rights, action, 3, TREE)
    assert not may(rights, action, 99, TREE)


def test_the_administrator_may_do_everything_with_units_that_exist():
    assert all(may(_rights("administrator"), action, 3, TREE) for action in ACTIONS)
    assert not any(may(_rights("administrator"), action, 99, TREE) for action in ACTIONS)


def test_a_policy_admits_its_roles_and_the_administrator():
    policy = policy_of(requires("manager")(lambda: None))
    assert policy.admits(_rights("manager"))
    assert policy.admits(_rights("administrator"))
    assert not policy.admits(_rights("supervisor"))
    assert not policy.admits(None)


def test_a_public_view_admits_a_stranger_and_a_staff_view_any_account():
    assert policy_of(public(lambda: None)).admits(None)
    staff = policy_of(staff_only(lambda: None))
    assert staff.admits(_rights("designer"))
    assert not staff.admits(_rights())


def test_a_view_without_a_declaration_has_no_policy():
    assert policy_of(lambda: None) is None


@pytest.mark.parametrize("roles", [(), ("king",), ("manager", "king")])
def test_a_policy_for_nobody_or_for_an_unknown_role_cannot_be_declared(roles):
    with pytest.raises(ValueError, match="names some of"):
        requires(*roles)
