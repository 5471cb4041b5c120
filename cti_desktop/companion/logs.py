"""What the companion writes to stderr: one JSON object a line, masked, with the request's id."""

import logging
import sys

import structlog

from cti_desktop.calls.masking import mask_text, masking_processor


def configure_logs(level: int = logging.INFO) -> None:
    """Send this program's logs, and those of its libraries, to stderr as JSON.

    Call once, before serving. Libraries that would write addresses with their query (and so
    one-time codes) are held at warnings.
    """
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
        masking_processor,
    ]
    structlog.configure(
        processors=[*shared, structlog.processors.JSONRenderer()],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[_mask_sentence, *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for talkative in ("httpx", "httpcore", "uvicorn.access", "asyncio", "alembic"):
        logging.getLogger(talkative).setLevel(logging.WARNING)


def _mask_sentence(
    _logger: object, _method: str, event: structlog.typing.EventDict
) -> structlog.typing.EventDict:
    """Mask what a library wrote as a sentence; our own events are plain words."""
    event["event"] = mask_text(str(event["event"]))
    return event
