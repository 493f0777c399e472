using Rialto.Gateways;
using Rialto.Host.Alerting;

namespace Rialto.Host.Desk.Alerting;

/// <summary>One alert of a desk, as it stands.</summary>
/// <param name="Alert">As it was said last; its <see cref="Alert.Since"/> is when it began.</param>
/// <param name="IsLasting">True while it lasts; what happens once never does.</param>
/// <param name="Last">When people were told of it last: of its begin, its end, or that it happened; UTC.</param>
/// <param name="Count">How often it began or happened.</param>
/// <param name="Suppressed">How many times of those a channel put together with others, because there is a limit to messages a minute.</param>
internal sealed record BoardRow(Alert Alert, bool IsLasting, DateTime Last, long Count, long Suppressed);

/// <summary>All alerts of a desk since its start, for its page, its report and <c>/metrics</c>: what lasts first, the gravest first, then the newest. Any thread; whoever reads never waits.</summary>
internal sealed class AlertBoard : IMetricsSource
{
    /// <summary>Names that are kept; what was told longest ago goes.</summary>
    public const int Kept = 100;

    private readonly Lock _gate = new();
    private readonly Alerts _alerts;
    private readonly AlertDelivery _delivery;
    private readonly TimeProvider _time;
    private readonly Dictionary<string, BoardRow> _rows = new(StringComparer.Ordinal);
    private readonly long[] _bySeverity = new long[3];
    private BoardRow[] _shown = [];

    /// <summary>Makes an empty one that hears all that is said from now on.</summary>
    public AlertBoard(Alerts alerts, AlertDelivery delivery, TimeProvider time)
    {
        (_alerts, _delivery, _time) = (alerts, delivery, time);
        alerts.Changed += (alert, isRaised) => Take(alert, isRaised, isOver: !isRaised);
        alerts.Happened += alert => Take(alert, isLasting: false, isOver: false);
    }

    /// <summary>The alerts, as they are to be shown.</summary>
    public IReadOnlyList<BoardRow> Rows => Volatile.Read(ref _shown);

    /// <summary>Looks at what changes without a word: new texts of what lasts, and what channels have put together.</summary>
    public void Refresh()
    {
        var lasting = _alerts.Raised;
        lock (_gate)
        {
            foreach (var (name, row) in _rows.ToArray())
            {
                var now = row.IsLasting && lasting.FirstOrDefault(alert => alert.Name == name) is { } alert ? alert : row.Alert;
                var suppressed = _delivery.SuppressedOf(name);
                if (!ReferenceEquals(now, row.Alert) || suppressed != row.Suppressed)
                    _rows[name] = row with { Alert = now, Suppressed = suppressed };
            }

            Show();
        }
    }

    /// <inheritdoc/>
    public void Write(PrometheusText text)
    {
        _alerts.Write(text);
        _delivery.Write(text);
        long[] counts;
        lock (_gate)
            counts = [.. _bySeverity];
        text.Begin("rialto_desk_alerts_total", "counter", "Alerts of the desk that began or happened, by severity.");
        foreach (var severity in Enum.GetValues<AlertSeverity>())
            text.Value("rialto_desk_alerts_total", $"severity=\"{severity.ToString().ToLowerInvariant()}\"", counts[(int)severity]);
        text.Begin("rialto_desk_alert_told_total", "counter", "How often an alert began or happened, by name.");
        foreach (var row in Rows)
            text.Value("rialto_desk_alert_told_total", NameOf(row), row.Count);
        text.Begin("rialto_desk_alert_suppressed_total", "counter", "Of those, how many a channel put together with others.");
        foreach (var row in Rows)
            text.Value("rialto_desk_alert_suppressed_total", NameOf(row), row.Suppressed);
    }

    private void Take(Alert alert, bool isLasting, bool isOver)
    {
        lock (_gate)
        {
            var before = _rows.GetValueOrDefault(alert.Name);

            // One that becomes graver while it lasts is the same.
            var isSame = before is { IsLasting: true } && isLasting;
            if (!isOver && !isSame)
                _bySeverity[(int)alert.Severity]++;
            _rows[alert.Name] = new BoardRow(alert, isLasting, _time.GetUtcNow().UtcDateTime, (before?.Count ?? 0) + (isOver || isSame ? 0 : 1), before?.Suppressed ?? 0);
            if (_rows.Count > Kept)
                _rows.Remove(_rows.Values.Where(row => !row.IsLasting).MinBy(row => row.Last)?.Alert.Name ?? alert.Name);
            Show();
        }
    }

    // A strategy's name is part of its alert's.
    private static string NameOf(BoardRow row) => $"name=\"{row.Alert.Name.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private void Show() => Volatile.Write(
        ref _shown, [.. _rows.Values.OrderByDescending(row => row.IsLasting).ThenByDescending(row => row.IsLasting ? row.Alert.Severity : AlertSeverity.Info).ThenByDescending(row => row.Last).ThenBy(row => row.Alert.Name, StringComparer.Ordinal)]);
}
