"""Static files by WhiteNoise, each made ready when it is asked for the first time.

WhiteNoise makes all of them ready at the start. The editor alone has 2,800: a second and 20 MB in every worker, for
files of which hardly any is ever asked for.
"""

from typing import Any

from django.http import HttpRequest, HttpResponseBase
from whitenoise.middleware import WhiteNoiseMiddleware


class StaticFiles(WhiteNoiseMiddleware):
    """What was found stays; what was not is looked for again, under STATIC_URL and nowhere else."""

    def update_files_dictionary(self, root: str, prefix: str) -> None:
        self.directories.insert(0, (root, prefix))

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        path = request.path_info
        if not self.autorefresh and path not in self.files and path.startswith(self.static_prefix):
            found: Any = self.find_file(path)
            if found is not None:
                self.files[path] = found
        response: HttpResponseBase = super().__call__(request)
        return response
