"""The tables of the foundation, by noun."""

from stammkunde.foundation.models.backup import *  # noqa: F403
from stammkunde.foundation.models.batches import *  # noqa: F403
from stammkunde.foundation.models.business import *  # noqa: F403
from stammkunde.foundation.models.drafts import *  # noqa: F403
from stammkunde.foundation.models.files import *  # noqa: F403
from stammkunde.foundation.models.jobs import *  # noqa: F403
from stammkunde.foundation.models.journal import *  # noqa: F403
from stammkunde.foundation.models.limits import *  # noqa: F403
from stammkunde.foundation.models.lists import *  # noqa: F403
from stammkunde.foundation.models.mail import *  # noqa: F403
from stammkunde.foundation.models.numbers import *  # noqa: F403
from stammkunde.foundation.models.presence import *  # noqa: F403
from stammkunde.foundation.models.receipts import *  # noqa: F403
