using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Rialto.BackOffice.Compliance.Sanctions;
using Spectre.Console;

namespace Rialto.Host.Tools;

/// <summary><c>rialto sanctions</c>: names and wallets against a sanctions list, offline. Exit code 4 where something was found, so that a script cannot overlook it.</summary>
internal static class SanctionsCommand
{
    private const string ListVariable = "RIALTO__Compliance__SanctionsList";
    private static readonly TimeSpan Stale = TimeSpan.FromDays(30);

    public static Command Make()
    {
        var sanctions = new Command("sanctions", "Look names and wallets up in a sanctions list (OFAC's SDN or consolidated list, XML or CSV)");
        var list = new Option<string?>("--list") { Description = $"The list: sdn.xml, or sdn.csv with alt.csv beside it ({ListVariable})", Recursive = true };
        sanctions.Options.Add(list);
        sanctions.Subcommands.Add(Check(list));
        sanctions.Subcommands.Add(Wallet(list));
        sanctions.Subcommands.Add(new Command("info", "What the list is: date, entries, checksum").Does((parsed, terminal, _) => Task.FromResult(About(terminal, Load(parsed, list)))));
        return sanctions;
    }

    private static Command Check(Option<string?> list)
    {
        var names = new Argument<string[]>("name") { Description = "A name each, in any order and spelling: \"Ivan Petrov\"", Arity = ArgumentArity.ZeroOrMore };
        var file = new Option<string?>("--names") { Description = "A file with a name on each line" };
        var threshold = new Option<int>("--threshold") { Description = "Smallest score that counts, 0 to 100", DefaultValueFactory = _ => SanctionsScreen.UsualThreshold };
        var kind = new Option<PartyKind?>("--kind") { Description = "Only individual, entity, vessel or aircraft" };
        var born = new Option<int?>("--born") { Description = "Year of birth: tells whose differs; hides nobody" };
        var limit = new Option<int>("--limit") { Description = "Most matches shown for a name", DefaultValueFactory = _ => 20 };
        return new Command("check", "Find names that are like one on the list; exit code 4 if there are any") { names, file, threshold, kind, born, limit }.Does((parsed, terminal, stop) =>
        {
            var wanted = parsed.GetValue(threshold);
            if (wanted is < 0 or > 100)
                throw new ToolException(ExitCode.Usage, $"--threshold must be from 0 to 100, not {wanted}.");
            if (parsed.GetValue(limit) < 1)
                throw new ToolException(ExitCode.Usage, "--limit must be 1 or more.");
            var asked = NamesOf(parsed.GetValue(names) ?? [], parsed.GetValue(file));
            var screen = new SanctionsScreen(Load(parsed, list));
            WarnIfStale(terminal, screen.List);
            var found = false;
            foreach (var name in asked)
            {
                stop.ThrowIfCancellationRequested();
                var matches = Find(screen, name, wanted, parsed.GetValue(kind), parsed.GetValue(born));
                found |= matches.Count > 0 || !SanctionsScreen.ComparesAll(name);
                Show(terminal, screen.List, name, matches, parsed.GetValue(limit));
            }

            return Task.FromResult(found ? ExitCode.Refused : ExitCode.Ok);
        });
    }

    private static Command Wallet(Option<string?> list)
    {
        var addresses = new Argument<string[]>("address") { Description = "Digital currency addresses", Arity = ArgumentArity.OneOrMore };
        return new Command("wallet", "Find who on the list holds a digital currency address; exit code 4 if anybody does") { addresses }.Does((parsed, terminal, _) =>
        {
            var screen = new SanctionsScreen(Load(parsed, list));
            WarnIfStale(terminal, screen.List);
            var found = false;
            foreach (var address in parsed.GetValue(addresses)!)
            {
                var owners = screen.FindWallet(address);
                found |= owners.Count > 0;
                if (terminal.IsJson)
                    Terminal.Json(json =>
                    {
                        json.WriteString("address", address);
                        WriteList(json, screen.List);
                        json.WriteStartArray("matches");
                        foreach (var owner in owners)
                        {
                            json.WriteStartObject();
                            WriteParty(json, owner);
                            json.WriteEndObject();
                        }

                        json.WriteEndArray();
                    });
                else if (owners.Count == 0)
                    terminal.Line($"{address}: not on the list.");
                else
                    foreach (var owner in owners)
                        terminal.Line($"{address}: {owner.Name} (entry {owner.Uid}, {string.Join(", ", owner.Programs)})");
            }

            return Task.FromResult(found ? ExitCode.Refused : ExitCode.Ok);
        });
    }

    private static List<string> NamesOf(string[] names, string? file)
    {
        if (file is null)
            return names.Length > 0 ? [.. names] : throw new ToolException(ExitCode.Usage, "Give a name, or --names FILE with one on each line.");
        try
        {
            var lines = File.ReadLines(file).Select(line => line.Trim()).Where(line => line.Length > 0);
            var all = names.Concat(lines).ToList();
            return all.Count > 0 ? all : throw new ToolException(ExitCode.Usage, $"{file} holds no names.");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ToolException(ExitCode.NotFound, $"Cannot read {file}: {e.Message}", inner: e);
        }
    }

    private static SanctionsList Load(ParseResult parsed, Option<string?> list)
    {
        var path = parsed.GetValue(list) ?? Environment.GetEnvironmentVariable(ListVariable)
            ?? throw new ToolException(ExitCode.Usage, $"Which list? Give --list FILE or set {ListVariable}. OFAC publishes its lists at https://sanctionslist.ofac.treas.gov.");
        try
        {
            return SanctionsList.Load(path);
        }
        catch (SanctionsListException e)
        {
            throw new ToolException(File.Exists(path) ? ExitCode.Failed : ExitCode.NotFound, e.Message, inner: e);
        }
    }

    private static IReadOnlyList<SanctionsMatch> Find(SanctionsScreen screen, string name, int threshold, PartyKind? kind, int? born)
    {
        try
        {
            return screen.Find(name, threshold, kind, born);
        }
        catch (ArgumentException e)
        {
            // A name that cannot be compared must not pass for one that was not found.
            throw new ToolException(ExitCode.Failed, e.Message, inner: e);
        }
    }

    private static void WarnIfStale(Terminal terminal, SanctionsList list)
    {
        if (list.Published is { } day && DateTime.UtcNow - day.ToDateTime(TimeOnly.MinValue) is var age && age > Stale)
            terminal.Note($"This list was published on {day:yyyy-MM-dd}, {age.Days} days ago. OFAC changes its lists several times a month.");
    }

    private static void Show(Terminal terminal, SanctionsList list, string name, IReadOnlyList<SanctionsMatch> matches, int limit)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json => WriteMatches(json, list, name, matches, limit));
            return;
        }

        if (!SanctionsScreen.ComparesAll(name))
            terminal.Line($"{name}: cannot be compared in full; look at it yourself, or give its Latin form.");
        if (matches.Count == 0)
        {
            terminal.Line($"{name}: nothing like {(SanctionsScreen.ComparesAll(name) ? "it" : "the rest of it")} on the list.");
            return;
        }

        terminal.Line($"{name}: {matches.Count} on the list" + (matches.Count > limit ? $", the first {limit} of them" : ""));
        var table = Terminal.Table("#score", "#entry", "kind", "name", "matched by", "born", "programmes", "countries");
        foreach (var match in matches.Take(limit))
        {
            var party = match.Party;
            string[] cells =
            [
                match.Score.ToString(CultureInfo.InvariantCulture), party.Uid.ToString(CultureInfo.InvariantCulture), Word(party.Kind), party.Name,
                !match.Name.IsAlias ? "its name" : match.Name.IsWeak ? $"weak alias {match.Name.Text}" : $"alias {match.Name.Text}",
                string.Join("; ", party.BirthDates) + (match.BirthYearDiffers ? " (differs)" : ""), string.Join(", ", party.Programs), string.Join(", ", party.Countries),
            ];
            table.AddRow(Array.ConvertAll(cells, Markup.Escape));
        }

        terminal.Out.Write(table);
    }

    private static int About(Terminal terminal, SanctionsList list)
    {
        var (names, wallets) = (list.Parties.Sum(party => party.Names.Count), list.Parties.Sum(party => party.WalletAddresses.Count));
        WarnIfStale(terminal, list);
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                WriteList(json, list);
                json.WriteNumber("entries", list.Parties.Count);
                json.WriteNumber("names", names);
                json.WriteNumber("wallets", wallets);
            });
            return ExitCode.Ok;
        }

        terminal.Line($"File       {list.Path}");
        terminal.Line($"Published  {list.Published?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "not told (CSV does not say)"}");
        terminal.Line($"SHA-256    {list.Sha256}");
        terminal.Line($"Entries    {list.Parties.Count:N0} with {names:N0} names and {wallets:N0} wallets");
        foreach (var kind in list.Parties.GroupBy(party => party.Kind).OrderBy(group => group.Key))
            terminal.Line($"           {kind.Count():N0} {Word(kind.Key)}");
        return ExitCode.Ok;
    }

    private static void WriteMatches(Utf8JsonWriter json, SanctionsList list, string name, IReadOnlyList<SanctionsMatch> matches, int limit)
    {
        json.WriteString("name", name);
        WriteList(json, list);
        json.WriteNumber("found", matches.Count);
        json.WriteBoolean("compared_in_full", SanctionsScreen.ComparesAll(name));
        json.WriteStartArray("matches");
        foreach (var match in matches.Take(limit))
        {
            json.WriteStartObject();
            json.WriteNumber("score", match.Score);
            json.WriteString("matched_name", match.Name.Text);
            json.WriteBoolean("alias", match.Name.IsAlias);
            json.WriteBoolean("weak_alias", match.Name.IsWeak);
            json.WriteBoolean("birth_year_differs", match.BirthYearDiffers);
            WriteParty(json, match.Party);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WriteList(Utf8JsonWriter json, SanctionsList list)
    {
        json.WriteStartObject("list");
        json.WriteString("file", list.Path);
        json.WriteString("sha256", list.Sha256);
        if (list.Published is { } day)
            json.WriteString("published", day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        json.WriteEndObject();
    }

    private static void WriteParty(Utf8JsonWriter json, SanctionedParty party)
    {
        json.WriteNumber("entry", party.Uid);
        json.WriteString("kind", Word(party.Kind));
        json.WriteString("listed_name", party.Name);
        Strings("programmes", party.Programs);
        Strings("countries", party.Countries);
        Strings("born", party.BirthDates);
        if (party.Remarks.Length > 0)
            json.WriteString("remarks", party.Remarks);

        void Strings(string name, IReadOnlyList<string> values)
        {
            json.WriteStartArray(name);
            foreach (var value in values)
                json.WriteStringValue(value);
            json.WriteEndArray();
        }
    }

    private static string Word(PartyKind kind) => kind.ToString().ToLowerInvariant();
}
