"""What the agent's program and the command line write to stderr: masked JSON, one object a line."""

import logging
import sys
from collections.abc import Mapping

import structlog
from structlog.tracebacks import ExceptionDictTransformer

from cti_desktop.calls.masking import masking_processor


def configure_logs(environment: Mapping[str, str]) -> None:
    """Write from here on; `CTI_LOG_LEVEL` says how much."""
    level = getattr(logging, environment.get("CTI_LOG_LEVEL", "INFO").upper(), logging.INFO)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            # Without local variables: they hold tokens and numbers.
            structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
            masking_processor,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )
