"""An S3 stand-in in this process: real HTTP, real signatures, nothing outside the machine."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from skincare_site.settings.base import media_storage

NAME = "pictures"
CREDENTIALS = {
    "AWS_ACCESS_KEY_ID": "somebody",
    "AWS_SECRET_ACCESS_KEY": "something",
    "AWS_DEFAULT_REGION": "ca-central-1",
}


@contextmanager
def serving() -> Iterator[str]:
    """The address of the stand-in, "http://127.0.0.1:PORT"; it forgets everything in the end."""
    from moto.server import ThreadedMotoServer

    logging.getLogger("werkzeug").setLevel("ERROR")  # a line a request
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        yield f"http://{host}:{port}"
    finally:
        server.stop()


def make(endpoint: str, name: str = NAME) -> None:
    """A new bucket. The credentials must be in the environment."""
    import boto3

    boto3.client("s3", endpoint_url=endpoint, region_name="ca-central-1").create_bucket(
        Bucket=name, CreateBucketConfiguration={"LocationConstraint": "ca-central-1"}
    )


def storage_settings(endpoint: str) -> dict[str, Any]:
    """As the environment would set it: an empty folder of the bucket."""
    return media_storage(f"{NAME}/{secrets.token_hex(6)}", endpoint=endpoint, region="ca-central-1")
