"""What an engine puts around a program."""

from __future__ import annotations

from slimgo.plan.engine_defaults import DEFAULT_PATH, hosts, resolv_conf, variables


def test_path_host_name_and_home_are_set_where_the_image_is_silent() -> None:
    assert dict(variables((("A", "b"),), hostname="abc", home="/srv")) == {
        "A": "b",
        "PATH": DEFAULT_PATH,
        "HOSTNAME": "abc",
        "HOME": "/srv",
    }


def test_the_images_own_values_win() -> None:
    image = (("HOME", "/h"), ("PATH", "/p"), ("HOSTNAME", "n"))
    assert dict(variables(image, hostname="abc", home="/")) == dict(image)


def test_hosts_names_localhost_and_the_container() -> None:
    lines = hosts("abc").splitlines()
    assert "127.0.0.1\tlocalhost" in lines
    assert lines[-1] == "172.17.0.2\tabc"


def test_local_resolvers_are_left_out() -> None:
    text = "# ours\nsearch example.org\nnameserver 127.0.0.53\nnameserver 192.0.2.1\n"
    assert resolv_conf(text) == "search example.org\nnameserver 192.0.2.1\n"


def test_where_only_local_resolvers_are_dockers_own_take_their_place() -> None:
    assert resolv_conf("nameserver ::1\nnameserver\n") == "nameserver 8.8.8.8\nnameserver 8.8.4.4\n"
