"""What LibreOffice loads of the add-in: it names the handler; a folder beside it holds the rest."""

from __future__ import annotations

import unohelper

from addin.libreoffice.host.handler import IMPLEMENTATION, SERVICES, Handler

g_ImplementationHelper = unohelper.ImplementationHelper()  # noqa: N816 - the name LibreOffice looks for
g_ImplementationHelper.addImplementation(Handler, IMPLEMENTATION, SERVICES)
