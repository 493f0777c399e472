using System.Globalization;
using System.Text.Json;
using Rialto.Host.Tools.Client;
using Rialto.Host.Tools.Feeds;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Rialto.Host.Tools.Desk;

/// <summary>Parts of a desk's screen in a terminal.</summary>
internal enum DeskPart
{
    /// <summary>All that fits, the most important first.</summary>
    Overview,

    /// <summary>Strategies, market by market.</summary>
    Strategies,

    /// <summary>Live orders and fills.</summary>
    Orders,

    /// <summary>Limits, modes, venues.</summary>
    Risk,

    /// <summary>What a person may want to know of.</summary>
    Events,
}

/// <summary>What <c>rialto monitor --desk</c> shows of a desk's report.</summary>
internal sealed class DeskMonitorReport : IMonitorReport
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    // Head, results, blank lines, and what a table has besides its rows.
    private const int LinesOfHead = 6;
    private const int LinesOfTable = 4;

    private JsonElement _view;
    private string _from = "";
    private string? _problem;
    private DateTimeOffset _answered;
    private DateTimeOffset _now;

    /// <summary>Which part is shown.</summary>
    public DeskPart Part { get; set; }

    /// <summary>Results of the day, oldest first.</summary>
    public double[] Series { get; set; } = [];

    /// <summary>What is typed or was answered, below the head; empty for nothing.</summary>
    public string Line { get; set; } = "";

    /// <summary>The desk's name; empty before the first answer.</summary>
    public string Name => _view.Member("desk") ?? "";

    /// <summary>The newest answer; or why there was none, and the last one stays.</summary>
    public void Take(JsonElement view, string from, string? problem, DateTimeOffset now)
    {
        (_problem, _now) = (problem, now);
        if (problem is null)
            (_view, _from, _answered) = (view, from, now);
    }

    /// <inheritdoc/>
    public IRenderable Render(int rows, int width)
    {
        var parts = new List<IRenderable>();
        if (_view.ValueKind != JsonValueKind.Object)
            return new Rows(new Markup($"[red]{Markup.Escape(_problem ?? "")}[/]"));
        Head(parts, width);
        var room = rows == int.MaxValue ? int.MaxValue : Math.Max(6, rows - LinesOfHead);
        switch (Part)
        {
            case DeskPart.Strategies:
                Add(parts, DeskStatusTables.StrategyTable(_view), ref room, int.MaxValue);
                Add(parts, DeskStatusTables.MarketTable(_view), ref room, int.MaxValue);
                Add(parts, DeskStatusTables.DayTable(_view, Share(room, 3)), ref room, int.MaxValue);
                AddSignals(parts, ref room);
                break;
            case DeskPart.Orders:
                Add(parts, DeskStatusTables.OrderTable(_view, Share(room, 2)), ref room, int.MaxValue);
                Add(parts, DeskStatusTables.FillTable(_view, Share(room, 1)), ref room, int.MaxValue);
                break;
            case DeskPart.Risk:
                Add(parts, DeskStatusTables.VenueTable(_view), ref room, int.MaxValue);
                Add(parts, DeskStatusTables.RiskTable(_view, Share(room, 1)), ref room, int.MaxValue);
                break;
            case DeskPart.Events:
                AddAlerts(parts, ref room, isLastingOnly: false);
                Add(parts, Events(Share(room, 1)), ref room, int.MaxValue);
                break;
            default:
                AddAlerts(parts, ref room, isLastingOnly: true);
                Add(parts, DeskStatusTables.StrategyTable(_view), ref room, int.MaxValue);
                Add(parts, DeskStatusTables.PositionTable(_view), ref room, int.MaxValue);
                Add(parts, DeskStatusTables.VenueTable(_view), ref room, int.MaxValue);
                Add(parts, DeskStatusTables.RiskTable(_view, Math.Min(6, Share(room, 4))), ref room, 6);
                Add(parts, DeskStatusTables.OrderTable(_view, Share(room, 3)), ref room, 8);
                Add(parts, DeskStatusTables.FillTable(_view, Share(room, 2)), ref room, 8);
                AddSignals(parts, ref room);
                break;
        }

        return new Rows(parts);
    }

    /// <summary>A line of bars, from the least value to the most, zero among them.</summary>
    internal static string Sparkline(ReadOnlySpan<double> values, int width)
    {
        if (values.IsEmpty || width < 1)
            return "";
        var (least, most) = (0d, 0d);
        foreach (var value in values)
            (least, most) = (Math.Min(least, value), Math.Max(most, value));
        var count = Math.Min(width, values.Length);
        return string.Create(count, (values.ToArray(), least, most), static (text, of) =>
        {
            for (var i = 0; i < text.Length; i++)
            {
                var value = of.Item1[(int)((long)(i + 1) * of.Item1.Length / text.Length) - 1];
                text[i] = Bars[of.most > of.least ? (int)Math.Round((value - of.least) / (of.most - of.least) * (Bars.Length - 1)) : 0];
            }
        });
    }

    private void Head(List<IRenderable> parts, int width)
    {
        var mode = _view.Member("mode") == "live" ? "[white on red] LIVE [/]" : "[grey]paper[/]";
        var age = _problem is null ? "" : string.Create(CultureInfo.InvariantCulture, $"  [red]{Markup.Escape(_problem)}[/] What follows is {(_now - _answered).TotalSeconds:0} s old.");
        var ended = _view.Member("running") == "false" ? "  [yellow]ended[/]" : "";
        parts.Add(Ellipsis($"[bold]Desk {Markup.Escape(Name)}[/] {mode}  {DeskStatusTables.TimeOf(_view, "time")} UTC  [grey]{Markup.Escape(_from)}[/]{ended}{age}"));
        parts.Add(Ellipsis("[grey]1 desk  2 strategies  3 orders  4 risk  5 events   E emergency stop   Ctrl+C ends[/]"));
        if (_view.Member("stopped") == "true")
            parts.Add(Ellipsis("[white on red] EMERGENCY STOP [/] [red]orders are cancelled, nothing is placed until somebody resumes the desk[/]"));
        if (Line.Length > 0)
            parts.Add(Ellipsis($"[yellow]{Markup.Escape(Line)}[/]"));
        var pnl = _view.GetProperty("pnl");
        var intent = _view.GetProperty("tick_to_intent_ns");
        parts.Add(Ellipsis(
            $"[bold]Result[/] {DeskStatusTables.Gain(pnl, "result")} {_view.Member("reporting")}   [bold]today[/] {DeskStatusTables.Gain(pnl, "today")}   [bold]unrealised[/] {DeskStatusTables.Gain(pnl, "unrealised")}   "
            + $"[bold]drawdown[/] {DeskStatusTables.Money(pnl, "drawdown")}   [bold]fees[/] {DeskStatusTables.Money(pnl, "fees")}   [bold]equity[/] {DeskStatusTables.Money(pnl, "equity")}   "
            + $"[bold]fills[/] {_view.Member("fills")}   [bold]tick to intent[/] {DeskStatusTables.Ns(intent, "p50")}, p99 {DeskStatusTables.Ns(intent, "p99")}"));
        if (Series.Length > 1)
            parts.Add(new Markup($"[bold]Today[/] [teal]{Sparkline(Series, Math.Clamp(width - 8, 10, 160))}[/]"));
    }

    private Table Events(int rows)
    {
        var table = Terminal.Table("time", "", "what", "of", "who");
        foreach (var one in _view.Items("events").Take(rows))
        {
            var severity = one.Member("severity") switch { "Critical" => "[red]critical[/]", "Warning" => "[yellow]warning[/]", _ => "" };
            var of = string.Join(' ', ((string?[])[one.Member("strategy"), one.Member("venue"), one.Member("symbol"), one.Member("order")]).Where(part => part is { Length: > 0 }));
            table.AddRow(DeskStatusTables.TimeOf(one, "time"), severity, Markup.Escape($"{one.Member("kind")} {one.Member("what")}"), Markup.Escape(of), Markup.Escape(one.Member("who") ?? ""));
        }

        return table;
    }

    private void AddAlerts(List<IRenderable> parts, ref int room, bool isLastingOnly)
    {
        var table = DeskStatusTables.AlertTable(_view, isLastingOnly);
        if (table.Rows.Count > 0)
            Add(parts, table, ref room, isLastingOnly ? 4 : Share(room, 2));
    }

    private void AddSignals(List<IRenderable> parts, ref int room)
    {
        foreach (var table in DeskStatusTables.ArbitrageTables(_view, Share(room, 2)))
            Add(parts, table, ref room, int.MaxValue);
        if (_view.Items("signals").Any())
            Add(parts, DeskStatusTables.SignalTable(_view), ref room, int.MaxValue);
    }

    // What has no room is left out: the parts behind the numbers have all of it.
    private static void Add(List<IRenderable> parts, Table table, ref int room, int most)
    {
        if (room < LinesOfTable + 1)
            return;
        while (room != int.MaxValue && table.Rows.Count > Math.Min(most, room - LinesOfTable))
            table.RemoveRow(table.Rows.Count - 1);
        parts.Add(table);
        if (room != int.MaxValue)
            room -= table.Rows.Count + LinesOfTable;
    }

    private static int Share(int room, int of) => room == int.MaxValue ? int.MaxValue : Math.Max(1, (room / of) - LinesOfTable);

    private static Markup Ellipsis(string text) => new(text) { Overflow = Overflow.Ellipsis };
}
