"""Folds recordings, voicemails and the AI summary: each once, with all that was told of it."""

from collections.abc import Callable, Iterable
from dataclasses import replace

from cti_desktop.calls.events import CallEvent, Media, Source

NAMED, CHANGED = "named", "changed"
"""States of a summary whose text is still to be fetched: all of it, or its latest."""

Pick = Callable[[CallEvent], Media | None]


def merged_media(events: Iterable[CallEvent], pick: Pick) -> tuple[Media, ...]:
    """Fold recordings or voicemails by id, given in order of time, but for deleted and failed ones.

    The softphone page knows a detail page only, under no id the server shares; so once the server
    told of any, the page's are dropped, but for the address of the only one while the server gave
    no better. What was deleted never comes back.
    """
    pages: dict[str, Media] = {}
    files: dict[str, Media] = {}
    for event in events:
        media = pick(event)
        if media is not None:
            by_id = pages if event.source is Source.EMBED else files
            known = by_id.get(media.id)
            by_id[media.id] = media if known is None else _with_later(known, media)
    if len(pages) == len(files) == 1:
        (page,), (file,) = pages.values(), files.values()
        files = {file.id: replace(file, url=file.url or page.url)}
    found = files or pages
    return tuple(found[key] for key in sorted(found) if _is_there(found[key]))


def folded_summary(events: Iterable[CallEvent]) -> Media | None:
    """Fold the call's one AI summary, given in order of time: the last word on it counts.

    It may be edited, deleted and made anew. The page names it by the call, the server by its id; a
    deletion, whoever told of it, ends what was said before. The server names it before it gives its
    text: the state is `NAMED` while there is none, `CHANGED` while there is only an earlier one.
    """
    summary: Media | None = None
    named = told_at = gone_at = None
    for event in events:
        told = event.facts.summary
        if told is None:
            continue
        if told.deleted:
            summary = named = told_at = None
            gone_at = event.at
            continue
        if event.at == gone_at and not _says_something(told):
            continue  # one change was told twice, of which the end is the last word
        summary = told if summary is None else _later_summary(summary, event, told)
        if _says_something(told):
            told_at = event.at
        elif event.source is not Source.EMBED:
            named = event.at
    if summary is None or named is None or (told_at is not None and told_at >= named):
        return summary
    return replace(summary, state=NAMED if told_at is None else CHANGED)


def _later_summary(known: Media, event: CallEvent, told: Media) -> Media:
    summary = _with_later(known, told)
    return summary if event.source is Source.EMBED else replace(summary, id=told.id)


def _says_something(summary: Media) -> bool:
    return bool(summary.text or summary.next_steps or summary.detail)


def _is_there(media: Media) -> bool:
    return not media.deleted and media.state != "failed"


def _with_later(known: Media, later: Media) -> Media:
    return Media(
        id=known.id,
        url=later.url or known.url,
        duration_s=known.duration_s if later.duration_s is None else later.duration_s,
        text=later.text or known.text,
        next_steps=later.next_steps or known.next_steps,
        detail=later.detail or known.detail,
        edited=known.edited or later.edited,
        deleted=known.deleted or later.deleted,
        state=later.state or known.state,
        kind=later.kind or known.kind,
    )
