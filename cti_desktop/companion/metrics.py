"""The companion's figures in Prometheus' words: counted as things happen, measured when asked.

No label names a person, a number or a secret: labels are codes and kinds of this program's own.
"""

from collections.abc import Iterable

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
)

from cti_desktop.companion.status import Status

CONTENT_TYPE = CONTENT_TYPE_LATEST
_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)
_DELAYS = (0.5, 1, 2, 5, 10, 30, 60, 300, 1800, 7200)


class Metrics:
    """Counts on the companion's loop; each companion has a registry of its own."""

    def __init__(self) -> None:
        self._registry = registry = CollectorRegistry()
        self._webhooks = Counter(
            "cti_webhooks", "Webhooks taken and answered with success.", registry=registry
        )
        self._events = Counter(
            "cti_webhook_events", "Events new to the journal from webhooks.", registry=registry
        )
        self._ingest = Histogram(
            "cti_webhook_ingest_seconds",
            "From a webhook's arrival until it is on the disk.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._delay = Histogram(
            "cti_webhook_delay_seconds",
            "From Zoom's sending of a webhook until its arrival, repeats included.",
            buckets=_DELAYS,
            registry=registry,
        )
        self._refusals = Counter(
            "cti_webhook_refusals", "Webhooks refused, by code.", ("code",), registry=registry
        )
        self._old = Counter(
            "cti_webhooks_signed_long_ago", "Taken though signed long ago.", registry=registry
        )
        self._repeats = Counter(
            "cti_webhook_repeats", "Requests of Zoom's that were taken before.", registry=registry
        )
        self._others = Counter(
            "cti_webhooks_of_other_accounts", "Answered and dropped.", registry=registry
        )
        self._gauges = _Gauges(registry)

    def webhook_taken(self, *, ingest_s: float, delay_s: float | None) -> None:
        """Count a webhook that is on the disk."""
        self._webhooks.inc()
        self._ingest.observe(ingest_s)
        if delay_s is not None:
            self._delay.observe(max(0.0, delay_s))

    def events_new(self, count: int) -> None:
        """Count events from webhooks that the journal did not know."""
        self._events.inc(count)

    def webhook_old(self) -> None:
        """Count a webhook whose signed time was older than usual."""
        self._old.inc()

    def webhook_repeated(self) -> None:
        """Count a request that was taken before."""
        self._repeats.inc()

    def webhook_of_others(self) -> None:
        """Count a webhook of an account that is not served."""
        self._others.inc()

    def webhook_refused(self, code: str) -> None:
        """Count a webhook that was not taken."""
        self._refusals.labels(code).inc()

    def render(self, status: Status) -> bytes:
        """Write everything in the text format, with the state as it is now."""
        self._gauges.set(status)
        return generate_latest(self._registry)


class _Gauges:
    """What is measured at the moment somebody asks."""

    def __init__(self, registry: CollectorRegistry) -> None:
        def gauge(name: str, told: str, *labels: str) -> Gauge:
            return Gauge(f"cti_{name}", told, labels, registry=registry)

        self._plain = {
            "journal": gauge("journal_events", "Events in the journal."),
            "quarantined": gauge("quarantined", "Inputs that could not be read."),
            "letters": gauge("webhooks_waiting", "Webhooks on the disk, not in the journal yet."),
            "streams": gauge("streams", "Event streams open."),
            "lag": gauge("feed_lag_events", "Events the slowest open stream is behind."),
            "due": gauge("reconcile_waiting", "Calls that wait for their record."),
            "age": gauge("reconcile_oldest_seconds", "Age of the longest waiting of them."),
            "given_up": gauge("reconcile_given_up", "Calls given up since the start."),
            "failing": gauge("reconcile_failing", "1 while fetching records fails."),
            "sweep": gauge("sweep_share", "How much of the history sweep is done, 0 to 1."),
            "rows": gauge("sweep_rows", "Rows read in the sweep at hand."),
            "grants": gauge("grants", "Grants of Zoom kept."),
            "retention": gauge("retention_failing", "1 while what is too old cannot be removed."),
            "users": gauge("users_failing", "1 while Zoom's users cannot be listed for teams."),
            "sign_in": gauge("sign_in_failing", "1 when the app kept out who signed in last."),
            "lacking": gauge("grants_lacking_scopes", "Grants that lack a needed scope."),
        }
        self._drift = gauge("drift", "Things of Zoom's that were not as known.", "kind", "name")
        self._drift_last = gauge(
            "drift_last_seconds", "Time since such a thing was seen last.", "kind", "name"
        )
        self._rate = gauge("rate_limit_per_second", "Requests a second allowed.", "label")
        self._left = gauge("rate_limit_left_today", "Requests left today.", "label")
        self._stopped = gauge("rate_limit_stopped", "1 while Zoom's daily stop lasts.", "label")

    def set(self, status: Status) -> None:
        """Take the state over."""
        reconciler, sweep = status.reconciler, status.sweep
        self._fill(
            {
                "journal": status.journal_events,
                "quarantined": status.quarantined,
                "letters": status.webhooks.waiting,
                "streams": status.streams,
                "lag": status.feed_lag,
                "due": reconciler.waiting,
                "age": reconciler.oldest_s,
                "given_up": reconciler.given_up,
                "failing": reconciler.last_error is not None,
                "sweep": sweep.share or 0.0,
                "rows": sweep.rows,
                "retention": status.upkeep.retention_error is not None,
                "users": status.upkeep.users_error is not None,
                "sign_in": status.sign_in.trouble is not None,
                "grants": len(status.grants),
                "lacking": sum(bool(grant.missing) for grant in status.grants),
            }.items()
        )
        self._set_drift(status)
        for one in status.limits:
            self._stopped.labels(one.label).set(one.stopped_until is not None)
            if one.per_second is not None:
                self._rate.labels(one.label).set(one.per_second)
            if one.left_today is not None:
                self._left.labels(one.label).set(one.left_today)

    def _set_drift(self, status: Status) -> None:
        self._drift.clear()
        self._drift_last.clear()
        for (kind, name), seen in status.drift_by_name().items():
            self._drift.labels(kind, name).set(seen.times)
            age = (status.now - seen.last_at).total_seconds()
            self._drift_last.labels(kind, name).set(max(0.0, age))

    def _fill(self, values: Iterable[tuple[str, float]]) -> None:
        for name, value in values:
            self._plain[name].set(value)
