"""Uploaded files in an S3 bucket, by Django's storage interface: the same behaviour as a folder on the disk.

Chosen by MEDIA_BUCKET (settings/base.py). A bucket that does not answer raises OSError, as a disk does that is away;
its errno is AWAY.
"""

import errno
import mimetypes
import posixpath
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage

from .images.renditions import MIME

AWAY = errno.EHOSTUNREACH
PROBE = ".ready"  # the one file that readiness checks write; not a picture
CONNECT, READ, TRIES = 3, 15, 2  # seconds, seconds, how often one call is made


@contextmanager
def _as_disk() -> Iterator[None]:
    """What the bucket refuses, as OSError. Its messages name keys and hosts: they stay in the cause."""
    try:
        yield
    except (BotoCoreError, Boto3Error, ClientError) as error:
        raise OSError(
            AWAY, f"The bucket of pictures does not do its part ({type(error).__name__})"
        ) from error


class Bucket(S3Storage):
    """Files are private unless the bucket's own policy says otherwise, never overwritten, and kept by caches."""

    def __init__(self, **options: Any) -> None:
        # Checksums only where S3 demands them: many stores beside Amazon's know no others.
        client = Config(
            connect_timeout=CONNECT,
            read_timeout=READ,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            signature_version="s3v4",
            s3={"addressing_style": "path" if options.get("endpoint_url") else "auto"},
            request_checksum_calculation="when_required",
            response_checksum_validation="when_required",
        )
        given = {
            "client_config": client,
            "transfer_config": TransferConfig(use_threads=False),
            "querystring_auth": False,
            "default_acl": None,
            "file_overwrite": False,
            "object_parameters": {"CacheControl": "public, max-age=31536000, immutable"},
        }
        super().__init__(**{**given, **options})

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        """Below MEDIA_URL: on our own host unless that says otherwise, so that nobody else sees a patient."""
        return posixpath.join(settings.MEDIA_URL, filepath_to_uri(name or ""))

    def get_object_parameters(self, name: str) -> dict[str, Any]:
        suffix = posixpath.splitext(name)[1].removeprefix(".")
        kind = MIME.get(suffix) or mimetypes.guess_type(name)[0] or self.default_content_type
        return {**super().get_object_parameters(name), "ContentType": kind}

    def probe(self) -> None:
        """Raises OSError when nothing can be written."""
        with _as_disk():
            key = self._normalize_name(PROBE)
            self.connection.meta.client.put_object(Bucket=self.bucket_name, Key=key, Body=b"ready")

    # What Django's interface calls.

    def _open(self, name: str, mode: str = "rb") -> File:
        with _as_disk():
            file: File = super()._open(name, mode)
            if "w" not in mode:
                file.file  # noqa: B018  fetched now, where a failure is still the opening's
        return file

    def _save(self, name: str, content: Any) -> str:
        with _as_disk():
            saved: str = super()._save(name, content)
        return saved

    def delete(self, name: str) -> None:
        with _as_disk():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_disk():
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _as_disk():
            folders, names = super().listdir(path)
        return folders, [name for name in names if name != PROBE]

    def size(self, name: str) -> int:
        with _as_disk():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> Any:
        with _as_disk():
            return super().get_modified_time(name)
