from django.urls import path

from skincare_site.when_asked import views_of

views = views_of("articles.views")

app_name = "articles"
urlpatterns = [
    path("articles/", views.index, name="index"),
    path("articles/from/<short_slug:slug>/", views.index_from, name="index_from"),
    path("articles/letter/<short_slug:letter>/", views.index_letter, name="index_letter"),
    path("articles/<short_slug:slug>/", views.detail, name="detail"),
]
