"""What a process says: JSON lines in production, readable lines in a terminal."""

import logging
import sys
import time
from typing import Any, Final

import orjson
from typing_extensions import override

_OURS: Final = "snowflake"
_PLAIN: Final = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request_id"}
_COLORS: Final = {"DEBUG": "2", "INFO": "36", "WARNING": "33", "ERROR": "31", "CRITICAL": "31;1"}


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, process, logger, message, request id, extras, traceback."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    @override
    def format(self, record: logging.LogRecord) -> str:
        extras = {key: value for key, value in vars(record).items() if key not in _PLAIN}
        line: dict[str, Any] = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{record.msecs:03.0f}Z",
            "level": record.levelname.lower(),
            "process": self._process,
            "logger": record.name,
            "message": record.getMessage(),
            "request_id": getattr(record, "request_id", None),
            **extras,
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return orjson.dumps(
            {key: value for key, value in line.items() if value is not None}, default=str
        ).decode()


class Readable(logging.Formatter):
    """`21:04:05 web  warning  message`, in colour."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self._process = process

    @override
    def format(self, record: logging.LogRecord) -> str:
        color = _COLORS.get(record.levelname, "0")
        level = f"\x1b[{color}m{record.levelname.lower():<8}\x1b[0m"
        line = f"{self.formatTime(record, '%H:%M:%S')} {self._process:<7} {level} {record.getMessage()}"
        return f"{line}\n{self.formatException(record.exc_info)}" if record.exc_info else line


def start_logging(process: str, *filters: logging.Filter, readable: bool | None = None) -> None:
    """Send all logs to standard error, through the filters; third parties speak from warnings up."""
    if readable is None:
        readable = sys.stderr.isatty()
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Readable(process) if readable else JsonLines(process))
    for one in filters:
        handler.addFilter(one)
    logging.Formatter.converter = time.gmtime
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for package in (f"{_OURS}_domain", f"{_OURS}_adapters", f"{_OURS}_entrypoints"):
        logging.getLogger(package).setLevel(logging.INFO)
    logging.captureWarnings(capture=True)
