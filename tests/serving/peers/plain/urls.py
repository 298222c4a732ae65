from django.contrib import admin
from django.urls import path

from . import views

urlpatterns = [
    path("articles/", views.ArticleList.as_view(), name="list"),
    path("articles/<slug:slug>/", views.ArticleDetail.as_view(), name="article"),
    path("symptoms/<slug:slug>/", views.SymptomList.as_view(), name="symptom"),
    path("recovery/day/<int:day>/", views.DayList.as_view(), name="day"),
    path("search/", views.Search.as_view(), name="search"),
    path("admin/", admin.site.urls),
]
