#!/usr/bin/escript
%% SPDX-License-Identifier: BSD-2-Clause
%%
%% walk.escript HOST PORT OID FOLDER: the manager of Erlang's snmp reads a
%% subtree, by GETBULK.  Its files and its log are made in FOLDER.

main([Host, Port, Subtree, Folder]) ->
    configure(Folder),
    Options = [{versions, [v2]}, {config, [{dir, Folder}, {db_dir, Folder}, {verbosity, silence}]},
               {server, [{verbosity, silence}]}, {net_if, [{verbosity, silence}]},
               {note_store, [{verbosity, silence}]}],
    ok = application:load(snmp),
    ok = application:set_env(snmp, manager, Options),
    ok = application:start(snmp),
    ok = snmpm:register_user("walk", snmpm_user_default, undefined),
    {ok, Address} = inet:parse_address(Host),
    ok = snmpm:register_agent("walk", "agent",
                              [{address, tuple_to_list(Address)}, {port, list_to_integer(Port)},
                               {version, v2}, {sec_model, v2c}, {community, "public"},
                               {engine_id, "agent"}, {max_message_size, 65000}]),
    Root = [list_to_integer(N) || N <- string:lexemes(Subtree, ".")],
    walk(Root, Root),
    application:stop(snmp).

%% Its own files: a user, no agent, and the address that it sends from.
configure(Folder) ->
    ok = snmpm_conf:write_manager_config(Folder, "",
        [snmpm_conf:manager_entry(address, [127, 0, 0, 1]),
         snmpm_conf:manager_entry(port, 0),
         snmpm_conf:manager_entry(engine_id, "walk"),
         snmpm_conf:manager_entry(max_message_size, 65000)]).

walk(Root, From) ->
    {ok, {noError, 0, Cells}, _} =
        snmpm:sync_get_bulk2("walk", "agent", 0, 10, [From], [{timeout, 10000}]),
    Inside = lists:takewhile(fun(Cell) -> lists:prefix(Root, element(2, Cell)) andalso
                                          element(4, Cell) =/= endOfMibView end, Cells),
    [print(Cell) || Cell <- Inside],
    case length(Inside) =:= length(Cells) of
        true when Inside =/= [] -> walk(Root, element(2, lists:last(Inside)));
        _ -> ok
    end.

print({varbind, Oid, 'OCTET STRING', Value, _}) ->
    Hex = [io_lib:format("~2.16.0b", [Octet]) || Octet <- Value],
    io:format("~s OCTETS ~s~n", [text(Oid), Hex]);
print({varbind, Oid, Type, Value, _}) ->
    io:format("~s ~s ~b~n", [text(Oid), name(Type), Value]).

text(Oid) ->
    lists:join(".", [integer_to_list(N) || N <- Oid]).

name('INTEGER') -> "INTEGER";
name('Unsigned32') -> "GAUGE";
name('Gauge32') -> "GAUGE";
name('Counter32') -> "COUNTER";
name('TimeTicks') -> "TICKS";
name(Other) -> atom_to_list(Other).
