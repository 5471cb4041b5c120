"""Counts the steps a backtracking engine takes over a text, so that no test needs a clock.

A small engine of its own over Python's parsed patterns: slower than the real one, and tries the
same things in the same order.
"""

import importlib
from collections.abc import Callable, Iterator, Sequence
from typing import Any

_PARSER: Any = importlib.import_module("re._parser")
_FLAGS: Any = importlib.import_module("re")
_ENDLESS = _PARSER.MAXREPEAT
_PROBES = "a1 -.+@/:;,(<\"'_A\n\t=#*%\u201c\u00a0!"
_FEW = 8
_KINDS: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": str.isdecimal,
    "CATEGORY_SPACE": str.isspace,
    "CATEGORY_WORD": lambda c: c.isalnum() or c == "_",
}

Node = tuple[Any, Any]


class TooManyStepsError(Exception):
    """The bound is passed; how far beyond does not matter."""


class Steps:
    """One pattern, and the steps taken with it so far."""

    def __init__(self, pattern: str, flags: int = 0) -> None:
        self.parsed = _PARSER.parse(pattern, flags)
        self._ignore_case = bool(self.parsed.state.flags & _FLAGS.IGNORECASE)
        self._groups: dict[int, tuple[int, int]] = {}
        self.taken = 0
        self._most = 0

    def scan(self, text: str, *, most: int, anchored: bool = False) -> int:
        """Return the steps of finding every match of a text, or only one at its beginning.

        Raises:
            TooManyStepsError: they are more than `most`.
        """
        self.taken, self._most, at = 0, most, 0
        while at <= len(text):
            ends = self._walk(list(self.parsed), text, at)
            end = self._whole(ends, text) if anchored else next(ends, None)
            if anchored:
                break
            at = at + 1 if end is None or end == at else end
        return self.taken

    def _whole(self, ends: Iterator[int], text: str) -> int | None:
        return next((end for end in ends if end == len(text)), None)

    def _step(self) -> None:
        self.taken += 1
        if self.taken > self._most:
            raise TooManyStepsError

    def _walk(self, nodes: Sequence[Node], text: str, at: int) -> Iterator[int]:
        """Yield every place where the nodes can end, in the engine's order."""
        if not nodes:
            yield at
            return
        for middle in self._one(nodes[0], text, at):
            yield from self._walk(nodes[1:], text, middle)

    def _one(self, node: Node, text: str, at: int) -> Iterator[int]:
        self._step()
        kind, value = str(node[0]), node[1]
        if kind in {"LITERAL", "NOT_LITERAL", "ANY", "IN"}:
            if at < len(text) and self._meets(node, text[at]):
                yield at + 1
        elif kind.endswith("_REPEAT"):
            yield from self._repeat(kind, value, text, at)
        elif kind == "SUBPATTERN":
            for end in self._walk(list(value[3]), text, at):
                self._groups[value[0]] = (at, end)
                yield end
        elif kind == "BRANCH":
            for branch in value[1]:
                yield from self._walk(list(branch), text, at)
        else:
            yield from self._at_a_place(kind, value, text, at)

    def _at_a_place(self, kind: str, value: Any, text: str, at: int) -> Iterator[int]:
        if kind in {"ASSERT", "ASSERT_NOT"}:
            start = at if value[0] > 0 else at - value[1].getwidth()[0]
            found = start >= 0 and next(self._walk(list(value[1]), text, start), None) is not None
            if found is (kind == "ASSERT"):
                yield at
        elif kind == "GROUPREF":
            start, end = self._groups.get(value, (0, 0))
            if text.startswith(text[start:end], at):
                yield at + end - start
        elif kind == "AT":
            if self._stands(str(value), text, at):
                yield at
        else:
            raise NotImplementedError(kind)

    def _stands(self, where: str, text: str, at: int) -> bool:
        if where.startswith("AT_BEGINNING"):
            return at == 0
        if where.startswith("AT_END"):
            return at == len(text)
        word = _KINDS["CATEGORY_WORD"]
        sides = [word(text[i]) if 0 <= i < len(text) else False for i in (at - 1, at)]
        return (sides[0] != sides[1]) is (where == "AT_BOUNDARY")

    def _repeat(self, kind: str, value: Any, text: str, at: int) -> Iterator[int]:
        least, most, inner = value
        single = len(inner) == 1 and str(inner[0][0]) in {"LITERAL", "NOT_LITERAL", "ANY", "IN"}
        ends = self._run(inner[0], most, text, at) if single else None
        if ends is None:
            walked = self._rounds(list(inner), (least, most, kind), text, at, 0)
            yield from [*walked][:1] if kind.startswith("POSSESSIVE") else walked
            return
        places = range(at + least, ends + 1)
        for end in places if kind.startswith("MIN") else reversed(places):
            self._step()
            yield end
            if kind.startswith("POSSESSIVE"):
                return

    def _run(self, node: Node, most: Any, text: str, at: int) -> int:
        end = at
        while end < len(text) and (most is _ENDLESS or end - at < most):
            self._step()
            if not self._meets(node, text[end]):
                break
            end += 1
        return end

    def _rounds(
        self, inner: list[Node], bounds: tuple[int, Any, str], text: str, at: int, done: int
    ) -> Iterator[int]:
        least, most, kind = bounds
        lazy = kind.startswith("MIN")
        if lazy and done >= least:
            yield at
        if most is _ENDLESS or done < most:
            for end in self._walk(inner, text, at):
                if end > at:
                    yield from self._rounds(inner, bounds, text, end, done + 1)
        if not lazy and done >= least:
            yield at

    def _meets(self, node: Node, char: str) -> bool:
        chars = {char, char.lower(), char.upper()} if self._ignore_case else {char}
        return any(meets(node, one) for one in chars)


def meets(node: Node, char: str) -> bool:
    """Tell whether a node of one character takes this one."""
    kind, value = str(node[0]), node[1]
    if kind == "ANY":
        return True
    if kind in {"LITERAL", "NOT_LITERAL"}:
        return (char == chr(value)) is (kind == "LITERAL")
    if kind == "RANGE":
        return ord(char) in range(value[0], value[1] + 1)
    if kind == "CATEGORY":
        name = str(value)
        return _KINDS[name.replace("_NOT_", "_")](char) is not ("_NOT_" in name)
    negated = str(value[0][0]) == "NEGATE"
    return any(meets(one, char) for one in value[negated:]) is not negated


def pieces(nodes: Sequence[Node]) -> Iterator[str]:
    """Yield texts a pattern is made of: a character or few for a class, each beginning of it."""
    whole = ""
    for node in nodes:
        piece = "".join(_shortest([node]))
        whole += piece
        yield from (piece, whole)
        if str(node[0]) == "IN" and len(node[1]) <= _FEW:
            yield from (chr(value) for kind, value in node[1] if str(kind) == "LITERAL")
        for inner in _inside(node):
            yield from pieces(inner)


def _inside(node: Node) -> list[Any]:
    kind, value = str(node[0]), node[1]
    if kind == "BRANCH":
        return list(value[1])
    if kind == "SUBPATTERN":
        return [value[3]]
    if kind.endswith("_REPEAT"):
        return [value[2]]
    return [value[1]] if kind in {"ASSERT", "ASSERT_NOT"} else []


def _shortest(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        kind, value = str(node[0]), node[1]
        if kind == "LITERAL":
            yield chr(value)
        elif kind in {"IN", "NOT_LITERAL", "ANY"}:
            known = (chr(v) for k, v in value if str(k) == "LITERAL") if kind == "IN" else ()
            yield next((c for c in (*_PROBES, *known) if meets(node, c)), "")
        elif kind.endswith("_REPEAT"):
            yield "".join(_shortest(value[2])) * max(1, value[0])
        elif kind in {"BRANCH", "SUBPATTERN"}:
            yield "".join(_shortest(_inside(node)[0]))
