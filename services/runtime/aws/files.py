"""Files on S3."""

from __future__ import annotations

from collections.abc import Mapping

from botocore.exceptions import ClientError

from services.runtime.aws.clients import Clients

LONGEST_LINK = 60
BUCKET = "FILES_BUCKET"


class AwsFiles:
    """The Files port; the setting FILES_BUCKET is read when it is first needed."""

    def __init__(self, clients: Clients, settings: Mapping[str, str]) -> None:
        self._clients = clients
        self._settings = settings

    def put(self, name: str, content: bytes, content_type: str) -> None:
        """Store bytes under a name."""
        self._clients.s3.put_object(
            Bucket=self._settings[BUCKET], Key=name, Body=content, ContentType=content_type
        )

    def get(self, name: str) -> bytes | None:
        """The bytes under a name."""
        try:
            answer = self._clients.s3.get_object(Bucket=self._settings[BUCKET], Key=name)
        except ClientError as error:
            if error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise
        content: bytes = answer["Body"].read()
        return content

    def delete(self, name: str) -> None:
        """Forget the bytes under a name."""
        self._clients.s3.delete_object(Bucket=self._settings[BUCKET], Key=name)

    def link(self, name: str, *, seconds: int) -> str:
        """A signed address that works for a short time."""
        if not 0 < seconds <= LONGEST_LINK:
            raise ValueError("a link lasts at most 60 seconds")
        address: str = self._clients.s3.generate_presigned_url(
            "get_object",
            Params={"Bucket": self._settings[BUCKET], "Key": name},
            ExpiresIn=seconds,
        )
        return address
