from django.apps import AppConfig


class ArticlesConfig(AppConfig):
    name = "articles"
    verbose_name = "Explainers"

    def ready(self) -> None:
        from . import claims, rules

        claims.register()
        rules.register()
