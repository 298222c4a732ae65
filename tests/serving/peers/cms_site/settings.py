from tests.serving.peers.base import *  # noqa: F403
from tests.serving.peers.base import INSTALLED_APPS, MIDDLEWARE, TEMPLATES

INSTALLED_APPS = [
    *INSTALLED_APPS,
    "django.contrib.sites",
    "cms",
    "menus",
    "treebeard",
    "sekizai",
    "tests.serving.peers.cms_site",
]
MIDDLEWARE = [
    *MIDDLEWARE[:-1],
    "django.middleware.locale.LocaleMiddleware",
    "cms.middleware.user.CurrentUserMiddleware",
    "cms.middleware.page.CurrentPageMiddleware",
    "cms.middleware.toolbar.ToolbarMiddleware",
    "cms.middleware.language.LanguageCookieMiddleware",
]
TEMPLATES[0]["OPTIONS"]["context_processors"] += [
    "sekizai.context_processors.sekizai",
    "cms.context_processors.cms_settings",
    "tests.serving.peers.cms_site.context.filler",
]
ROOT_URLCONF = "tests.serving.peers.cms_site.urls"
SITE_ID = 1
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English")]
X_FRAME_OPTIONS = "SAMEORIGIN"
CMS_CONFIRM_VERSION4 = True
CMS_TEMPLATES = [("cms_site/page.html", "Page")]
CMS_PERMISSION = False
# Uncached, as Wagtail and plain Django beside it.
CMS_PAGE_CACHE = CMS_PLACEHOLDER_CACHE = CMS_PLUGIN_CACHE = False
