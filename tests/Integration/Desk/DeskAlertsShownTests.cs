using Microsoft.Extensions.Logging.Abstractions;
using Rialto.Gateways;
using Rialto.Host.Alerting;
using Rialto.Host.Config;
using Rialto.Host.Desk.Alerting;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>Alerts of a desk as its screens and metrics show them.</summary>
public sealed class DeskAlertsShownTests
{
    [Fact]
    public async Task What_lasts_stands_first_the_gravest_first_and_what_is_over_stays_with_its_number()
    {
        var alerts = new Alerts();
        await using var delivery = new AlertDelivery(new AlertSettings("test", 10, []), "desk", alerts, NullLoggerFactory.Instance, TimeProvider.System);
        var board = new AlertBoard(alerts, delivery, TimeProvider.System);
        alerts.Tell("desk_limit", AlertSeverity.Info, "Limit 1.");
        alerts.Tell("desk_limit", AlertSeverity.Info, "Limit 2.");
        alerts.Raise("desk_errors", AlertSeverity.Warning, "Errors.");
        alerts.Raise("desk_stopped", AlertSeverity.Critical, "Everything was stopped.");
        alerts.Raise("desk_errors", AlertSeverity.Warning, "More errors.");
        board.Refresh();
        Assert.Equal(["desk_stopped", "desk_errors", "desk_limit"], board.Rows.Select(row => row.Alert.Name));
        Assert.Equal(("More errors.", true, 1L), (board.Rows[1].Alert.Text, board.Rows[1].IsLasting, board.Rows[1].Count));
        Assert.Equal(("Limit 2.", false, 2L), (board.Rows[2].Alert.Text, board.Rows[2].IsLasting, board.Rows[2].Count));

        alerts.Clear("desk_stopped");
        Assert.Equal("desk_errors", board.Rows[0].Alert.Name);
        Assert.False(board.Rows.Single(row => row.Alert.Name == "desk_stopped").IsLasting);
        alerts.Raise("desk_stopped", AlertSeverity.Critical, "Again.");
        Assert.Equal(2, board.Rows[0].Count);

        var text = new PrometheusText();
        board.Write(text);
        var lines = text.ToString();
        Assert.Contains("rialto_alert{name=\"desk_stopped\"} 1\n", lines, StringComparison.Ordinal);
        Assert.Contains("rialto_desk_alerts_total{severity=\"critical\"} 2\n", lines, StringComparison.Ordinal);
        Assert.Contains("rialto_desk_alerts_total{severity=\"info\"} 2\n", lines, StringComparison.Ordinal);
        Assert.Contains("rialto_desk_alert_told_total{name=\"desk_limit\"} 2\n", lines, StringComparison.Ordinal);
        Assert.Contains("rialto_desk_alert_suppressed_total{name=\"desk_limit\"} 0\n", lines, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_without_end_leave_what_lasts_and_the_newest()
    {
        var alerts = new Alerts();
        await using var delivery = new AlertDelivery(new AlertSettings("test", 10, []), "desk", alerts, NullLoggerFactory.Instance, TimeProvider.System);
        var board = new AlertBoard(alerts, delivery, TimeProvider.System);
        alerts.Raise("desk_stopped", AlertSeverity.Critical, "Everything was stopped.");
        for (var i = 0; i < 3 * AlertBoard.Kept; i++)
            alerts.Tell($"desk_strategy_{i}", AlertSeverity.Info, "Started.");
        Assert.Equal(AlertBoard.Kept, board.Rows.Count);
        Assert.Equal("desk_stopped", board.Rows[0].Alert.Name);
    }

    [Fact]
    public void What_a_channel_puts_together_is_counted()
    {
        var outbox = new AlertOutbox(AlertSeverity.Info, 1, "test");
        for (var i = 0; i < 4; i++)
            outbox.Happen(new Alert("desk_limit", AlertSeverity.Info, DateTime.UnixEpoch, $"Limit {i}."));
        Assert.Equal(3, outbox.SuppressedOf("desk_limit"));
        Assert.Equal(0, outbox.SuppressedOf("desk_day"));
        outbox.Done(outbox.Next(0, DateTime.UnixEpoch, out _)!, 0);
        outbox.Happen(new Alert("desk_limit", AlertSeverity.Info, DateTime.UnixEpoch, "Limit 5."));
        Assert.Equal(3, outbox.SuppressedOf("desk_limit"));
    }
}
