"""The platform in AWS: every port, made on first use."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from typing import TYPE_CHECKING

from services.runtime.aws.clients import Clients
from services.runtime.aws.clock import AwsClock
from services.runtime.aws.ids import AwsIds

if TYPE_CHECKING:
    from services.runtime.aws.bus import AwsBus
    from services.runtime.aws.files import AwsFiles
    from services.runtime.aws.identity import AwsIdentity
    from services.runtime.aws.mail import AwsMail
    from services.runtime.aws.queues import AwsQueues
    from services.runtime.aws.tables import AwsTables


class AwsPlatform:
    """Everything a service may ask for; the settings are those that the template gives."""

    def __init__(self, settings: Mapping[str, str] = os.environ) -> None:
        self.settings = settings
        self.clients = Clients()
        self.clock = AwsClock(settings)
        self.ids = AwsIds()

    # The imports are inline on purpose: a cold function loads only the ports that it uses.

    @cached_property
    def tables(self) -> AwsTables:
        """DynamoDB."""
        from services.runtime.aws.tables import AwsTables

        return AwsTables(self.clients, self.clock, self.ids)

    @cached_property
    def bus(self) -> AwsBus:
        """EventBridge."""
        from services.runtime.aws.bus import AwsBus

        return AwsBus(self.clients)

    @cached_property
    def queues(self) -> AwsQueues:
        """SQS."""
        from services.runtime.aws.queues import AwsQueues

        return AwsQueues(self.clients)

    @cached_property
    def mail(self) -> AwsMail:
        """SES."""
        from services.runtime.aws.mail import AwsMail

        return AwsMail(self.clients)

    @cached_property
    def files(self) -> AwsFiles:
        """S3."""
        from services.runtime.aws.files import AwsFiles

        return AwsFiles(self.clients, self.settings)

    @cached_property
    def identity(self) -> AwsIdentity:
        """Cognito."""
        from services.runtime.aws.identity import AwsIdentity

        return AwsIdentity(self.clients, self.ids, self.settings)
