from django.urls import path

from . import views

app_name = "aftercare"
urlpatterns = [
    path("aftercare/", views.index, name="index"),
    path("aftercare/<slug:slug>/", views.detail, name="detail"),
]
