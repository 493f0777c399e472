using System.CommandLine;
using Rialto.Adapters.Connections;
using Rialto.Host.Config;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Doctor.Venues;
using Spectre.Console;

namespace Rialto.Host.Tools.Doctor;

/// <summary><c>rialto doctor</c>: looks at machine, configuration, data folder, running exchange and venues, and says what to do about each finding. Changes nothing.</summary>
internal static class DoctorCommand
{
    public static Command Make()
    {
        var command = new Command("doctor", "Check this machine, the configuration, the data folder, a running exchange and venues; says what to do about each finding");
        var settings = SettingOptions.AddTo(command);
        var full = new Option<bool>("--full") { Description = "Verify the whole journal, however long that takes; otherwise what can be read in two seconds" };
        var strict = new Option<bool>("--strict") { Description = "Warnings fail, too" };
        var venues = new Option<string>("--venues") { Description = "Venues to look at as their feeds would reach them, by commas, or all; otherwise those in the settings", DefaultValueFactory = _ => "" };
        command.Options.Add(full);
        command.Options.Add(venues);
        command.Options.Add(strict);
        return command.Does((parsed, terminal, stop) => RunAsync(settings.Gather(parsed), terminal, parsed.GetValue(full), parsed.GetValue(strict), VenueChecks.Named(parsed.GetValue(venues)!), stop));
    }

    private static async Task<int> RunAsync(SettingSources sources, Terminal terminal, bool isFull, bool isStrict, IReadOnlyList<VenueTerms> venues, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        void Add(IEnumerable<Finding> more) => findings.AddRange(more);

        Add(MachineChecks.All());
        Add(ClockChecks.All());
        var reader = new SettingsReader(sources);
        var settings = HostSettings.Read(reader);
        Add(ConfigurationChecks.All(reader));
        // Side by side with everything else: networks take seconds where they are broken.
        var atVenues = VenueChecks.AllAsync(VenueChecks.Chosen(venues, settings.Feeds.Venues), settings.Feeds.Route, cancellationToken);
        Add(LimitChecks.All(settings));
        var profile = Profile(settings, findings);
        var isRunning = profile is not null && IsAlive(profile.ProcessId);
        Add(FolderChecks.All(settings, isRunning));
        Add(DiskChecks.All(settings));
        await terminal.WatchAsync("reading the journal", 0, static () => 0, () => Add(JournalChecks.All(settings, isFull, cancellationToken)), cancellationToken);
        Add(KeyChecks.All(settings));
        Add(PortChecks.All(settings, profile, isRunning));
        Add(await ExchangeChecks.AllAsync(settings, profile, isRunning, cancellationToken));
        Add(await atVenues);

        var worst = findings.Max(finding => finding.Verdict);
        if (terminal.IsJson)
            PrintJson(findings, worst);
        else
            Print(terminal, findings, worst);
        return worst == Verdict.Problem || (isStrict && worst == Verdict.Warning) ? ExitCode.Failed : ExitCode.Ok;
    }

    private static ClientProfile? Profile(HostSettings settings, List<Finding> findings)
    {
        try
        {
            return ClientProfile.Load(settings.ProfileFile);
        }
        catch (ToolException problem)
        {
            findings.Add(Finding.Warning("client.json", problem.Message, "Remove it: the next 'rialto up' writes it anew."));
            return null;
        }
    }

    // The file outlives its exchange, and process ids are used again: something of that number that is ours to see.
    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(processId);
            return !process.HasExited;
        }
        catch (Exception problem) when (problem is ArgumentException or InvalidOperationException)
        {
            return false;
        }
    }

    private static void Print(Terminal terminal, List<Finding> findings, Verdict worst)
    {
        var table = Terminal.Table("", "check", "found");
        foreach (var finding in findings)
        {
            table.AddRow(Mark(finding.Verdict), Markup.Escape(finding.Check), Markup.Escape(finding.Text));
            if (finding.Advice.Length > 0)
                table.AddRow("", "", Markup.Escape("→ " + finding.Advice));
        }

        table.Columns[2].NoWrap = false;
        terminal.Out.Write(table);
        var (problems, warnings) = (findings.Count(finding => finding.Verdict == Verdict.Problem), findings.Count(finding => finding.Verdict == Verdict.Warning));
        terminal.Line(worst switch
        {
            Verdict.Problem => $"{Count(problems, "problem")}, {Count(warnings, "warning")}: what they are about would not run well here until they are gone.",
            Verdict.Warning => $"{Count(warnings, "warning")}: everything runs here; read what would make it better.",
            _ => "All is well.",
        });
    }

    private static string Count(int count, string word) => $"{count} {word}{(count == 1 ? "" : "s")}";

    private static string Mark(Verdict verdict) => verdict switch
    {
        Verdict.Ok => "[green]ok[/]",
        Verdict.Skipped => "[grey]-[/]",
        Verdict.Warning => "[yellow]warning[/]",
        _ => "[red]PROBLEM[/]",
    };

    private static string Word(Verdict verdict) => verdict.ToString().ToLowerInvariant();

    private static void PrintJson(List<Finding> findings, Verdict worst) => Terminal.Json(json =>
    {
        json.WriteString("verdict", worst == Verdict.Skipped ? "ok" : Word(worst));
        json.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            json.WriteStartObject();
            json.WriteString("check", finding.Check);
            json.WriteString("verdict", Word(finding.Verdict));
            json.WriteString("text", finding.Text);
            if (finding.Advice.Length > 0)
                json.WriteString("advice", finding.Advice);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    });
}
