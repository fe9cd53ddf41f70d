from django.urls import path

from roadmap.views import evidence

urlpatterns = [
    path("roadmap/proposals/", evidence.proposal_list, name="proposal_list"),
    path("roadmap/proposals/confirm/", evidence.proposal_confirm, name="proposal_confirm"),
    path("roadmap/<int:number>/confirm/", evidence.step_confirm, name="step_confirm"),
]
