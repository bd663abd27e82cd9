"""The conversation, as somebody who uses Streamlit would write it."""

# written as its users write it, without types
# mypy: ignore-errors
# ruff: noqa: ANN001, ANN201

import json
import os
from pathlib import Path

import streamlit as st


@st.cache_data
def turns():
    """All turns, read once for everybody."""
    return json.loads(Path(os.environ["CONVERSATION"]).read_text(encoding="utf-8"))


def speak(lines):
    """Put what is said into the log."""
    st.session_state.log += [f"**{line['who']}**: {line['text']}" for line in lines]


def answer(choice):
    """What comes of a choice."""
    st.session_state.log.append(f"**You**: {choice['text']}")
    speak(choice["response"])
    st.session_state.log.append(f"> {choice['feedback']}")
    st.session_state.place += 1
    if st.session_state.place < len(turns()):
        speak(turns()[st.session_state.place]["lines"])


def begin():
    """From the start."""
    st.session_state.place = 0
    st.session_state.log = []
    speak(turns()[0]["lines"])


if "place" not in st.session_state:
    begin()

st.title("A conversation")
for entry in st.session_state.log:
    st.markdown(entry)
if st.session_state.place == len(turns()):
    st.button("Again", key="again", on_click=begin, width="stretch")
else:
    for number, choice in enumerate(turns()[st.session_state.place]["choices"]):
        st.button(
            choice["text"],
            key=f"choice-{st.session_state.place}-{number}",
            on_click=answer,
            args=(choice,),
            width="stretch",
        )
