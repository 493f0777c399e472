using System.Text.Json;
using Spectre.Console;

namespace Rialto.Host.Tools.Certify;

/// <summary>Tells verdicts as they come, and the total.</summary>
internal sealed class ScoreCard(Terminal terminal)
{
    private readonly List<(Scenario Scenario, Verdict Verdict)> _lines = [];

    /// <summary>True where nothing failed and something passed; with <paramref name="isStrict"/>, nothing was left out either.</summary>
    public bool IsGood(bool isStrict) => Count(Outcome.Failed) == 0 && Count(Outcome.Passed) > 0 && (!isStrict || Count(Outcome.NotExercised) == 0);

    /// <summary>A scenario is done.</summary>
    public void Add(Scenario scenario, Verdict verdict)
    {
        _lines.Add((scenario, verdict));
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("event", "scenario");
                Write(json, scenario, verdict);
            });
            return;
        }

        var colour = verdict.Outcome switch { Outcome.Passed => "green", Outcome.Failed => "red", _ => "yellow" };
        terminal.Out.MarkupLine($"[{colour}]{WordOf(verdict.Outcome),-13}[/] {scenario.Name,-19} {Markup.Escape(verdict.Reason)}");
        foreach (var line in verdict.Outcome == Outcome.Failed ? verdict.Evidence : [])
            terminal.Line("              " + line);
    }

    /// <summary>The total.</summary>
    public void Close(bool isGood)
    {
        if (terminal.IsJson)
        {
            Terminal.Json(json =>
            {
                json.WriteString("event", "score");
                json.WriteBoolean("certified", isGood);
                json.WriteNumber("passed", Count(Outcome.Passed));
                json.WriteNumber("failed", Count(Outcome.Failed));
                json.WriteNumber("not_exercised", Count(Outcome.NotExercised));
                json.WriteStartArray("scenarios");
                foreach (var (scenario, verdict) in _lines)
                {
                    json.WriteStartObject();
                    Write(json, scenario, verdict);
                    json.WriteEndObject();
                }

                json.WriteEndArray();
            });
            return;
        }

        terminal.Line($"Score      {Count(Outcome.Passed)} passed, {Count(Outcome.Failed)} failed, {Count(Outcome.NotExercised)} not exercised");
        terminal.Out.MarkupLine(isGood ? "[green]Certified[/] for what was exercised." : "[red]Not certified.[/]");
    }

    private static string WordOf(Outcome outcome) => outcome switch { Outcome.Passed => "passed", Outcome.Failed => "failed", _ => "not_exercised" };

    private static void Write(Utf8JsonWriter json, Scenario scenario, Verdict verdict)
    {
        json.WriteString("name", scenario.Name);
        json.WriteString("what", scenario.What);
        json.WriteString("outcome", WordOf(verdict.Outcome));
        json.WriteString("reason", verdict.Reason);
        json.WriteStartArray("evidence");
        foreach (var line in verdict.Evidence)
            json.WriteStringValue(line.Trim());
        json.WriteEndArray();
    }

    private int Count(Outcome outcome) => _lines.Count(line => line.Verdict.Outcome == outcome);
}
