import json

import pytest
from django.core.management import CommandError, call_command

pytestmark = pytest.mark.usefixtures("starter")


def test_ask_says_why(capsys):
    call_command("ask", "my face is pealing day 3")

    told = capsys.readouterr().out
    assert "peeling" in told
    assert "day 3" in told


def test_ask_as_json(capsys):
    call_command("ask", "zits after dermapen", "--json")

    told = json.loads(capsys.readouterr().out)
    assert told["symptoms"][0]["slug"] == "breakouts"
    assert told["hits"][0]["kind"] == "article"


def test_evaluate_search_as_json(capsys, tmp_path):
    file = tmp_path / "questions.tsv"
    file.write_text("red face\tredness\tplain\nparking\tNONE\tnone\nred face\tmilia\twrong\n")

    call_command("evaluate_search", str(file), "--json")

    told = json.loads(capsys.readouterr().out)
    assert {"success@1", "success@3", "mrr", "none_correct", "kinds"} <= told.keys()
    assert (told["success@1"], told["none_correct"], told["kinds"]["wrong"]["success@3"]) == (0.5, 1.0, 0.0)


@pytest.mark.parametrize("content", [b"one column\n", b"\xff\xfe"])
def test_evaluate_search_says_what_is_wrong_with_the_file(tmp_path, content):
    file = tmp_path / "bad.tsv"
    file.write_bytes(content)

    with pytest.raises(CommandError, match="bad.tsv"):
        call_command("evaluate_search", str(file))
