from django.urls import path

from .account import views as account
from .concern import views as concern
from .home import views as home
from .letters import views as letters

urlpatterns = [
    path("", home.home, name="home"),
    path("causing-concern/", concern.causing_concern, name="causing_concern"),
    path("account/", account.account, name="account"),
    path("letters/", letters.letters, name="letters"),
]
