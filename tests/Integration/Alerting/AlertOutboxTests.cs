using Rialto.Gateways;
using Rialto.Host.Alerting;
using Xunit;

namespace Rialto.Integration.Alerting;

public class AlertOutboxTests
{
    private static readonly DateTime Noon = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    private readonly AlertOutbox _outbox = new(AlertSeverity.Warning, perMinute: 2, "here/exchange");
    private long _nowMs;

    [Fact]
    public void An_alert_is_told_when_it_begins_and_when_it_ends_and_not_in_between()
    {
        _outbox.Change(Of("disk_full"), isRaised: true);
        Assert.Equal((AlertTurn.Begun, "disk_full: of disk_full"), Told());
        _outbox.Change(Of("disk_full", text: "fuller"), isRaised: true);
        Assert.Null(Told());
        _outbox.Change(Of("disk_full"), isRaised: false);
        Assert.Equal((AlertTurn.Over, "disk_full is over"), Told());
        Assert.Null(Told());
    }

    [Fact]
    public void An_alert_that_becomes_graver_is_told_again()
    {
        _outbox.Change(Of("disk_full"), isRaised: true);
        Told();
        _outbox.Change(Of("disk_full", AlertSeverity.Critical), isRaised: true);
        Assert.Equal((AlertTurn.Begun, "disk_full: of disk_full"), Told());
        _outbox.Change(Of("disk_full"), isRaised: true);
        Assert.Null(Told());
    }

    [Fact]
    public void What_was_over_before_it_could_be_told_is_told_once_with_how_often_it_was()
    {
        for (var i = 0; i < 3; i++)
        {
            _outbox.Change(Of("trades_lost"), isRaised: true);
            _outbox.Change(Of("trades_lost"), isRaised: false);
        }

        var message = Next()!;
        Assert.Equal((AlertTurn.Was, 2L), (message.Turn, message.Others));
        Assert.Contains("came and went 2 more times", message.Details, StringComparison.Ordinal);
        _outbox.Done(message, _nowMs);
        Assert.Null(Told());
    }

    [Fact]
    public void One_alert_takes_no_more_than_its_messages_a_minute_and_the_newest_state_is_told_in_the_end()
    {
        _outbox.Change(Of("flapping"), isRaised: true);
        Told();
        _outbox.Change(Of("flapping"), isRaised: false);
        Told();
        _outbox.Change(Of("flapping"), isRaised: true);
        Assert.Null(Next(out var waitMs));
        Assert.Equal(60_000, waitMs);
        _outbox.Change(Of("other"), isRaised: true);
        Assert.Equal((AlertTurn.Begun, "other: of other"), Told());

        _nowMs = 30_000;
        _outbox.Change(Of("flapping"), isRaised: false);
        _outbox.Change(Of("flapping"), isRaised: true);
        Assert.Null(Next(out waitMs));
        Assert.Equal(30_000, waitMs);
        _nowMs = 60_000;
        var message = Next()!;
        Assert.Equal((AlertTurn.Begun, 1L), (message.Turn, message.Others));
    }

    [Fact]
    public void What_changes_while_a_message_is_on_its_way_is_told_afterwards()
    {
        _outbox.Change(Of("feed_behind"), isRaised: true);
        var message = Next()!;
        _outbox.Change(Of("feed_behind"), isRaised: false);
        _outbox.Done(message, _nowMs);
        Assert.Equal(AlertTurn.Over, Told()!.Value.Turn);

        _outbox.Happen(Of("started"));
        var was = Next()!;
        _outbox.Happen(Of("started"));
        _outbox.Done(was, _nowMs);
        Assert.Equal((AlertTurn.Was, 0L), (Next()!.Turn, Next()!.Others));
    }

    [Fact]
    public void The_gravest_goes_first_and_less_grave_ones_than_wanted_not_at_all()
    {
        _outbox.Change(Of("a"), isRaised: true);
        _outbox.Change(Of("b", AlertSeverity.Critical), isRaised: true);
        _outbox.Change(Of("c", AlertSeverity.Info), isRaised: true);
        _outbox.Happen(Of("d", AlertSeverity.Info));
        Assert.Equal("b: of b", Told()!.Value.Headline);
        Assert.Equal("a: of a", Told()!.Value.Headline);
        Assert.Null(Told());
    }

    [Fact]
    public void Random_changes_end_with_what_is_so()
    {
        var random = new Random(11);
        for (var round = 0; round < 200; round++)
        {
            var outbox = new AlertOutbox(AlertSeverity.Warning, perMinute: random.Next(1, 4), "x/y");
            var (told, wanted) = (new HashSet<string>(), new HashSet<string>());
            for (var (step, now) = (0, 0L); step < 300; step++, now += random.Next(8_000))
            {
                var alert = Of("n" + random.Next(4));
                if (random.Next(3) > 0 && step < 250)
                {
                    if (wanted.Contains(alert.Name))
                        wanted.Remove(alert.Name);
                    else
                        wanted.Add(alert.Name);
                    outbox.Change(alert, wanted.Contains(alert.Name));
                }

                if (outbox.Next(now, Noon, out _) is not { } message)
                    continue;
                if (message.Turn == AlertTurn.Begun)
                    Assert.True(told.Add(message.Alert.Name));
                else if (message.Turn == AlertTurn.Over)
                    Assert.True(told.Remove(message.Alert.Name));
                outbox.Done(message, now);
            }

            Assert.True(told.SetEquals(wanted), $"round {round}: told {string.Join(',', told)}, so {string.Join(',', wanted)}");
        }
    }

    private static Alert Of(string name, AlertSeverity severity = AlertSeverity.Warning, string? text = null) => new(name, severity, Noon, text ?? $"of {name}");

    private AlertMessage? Next() => Next(out _);

    private AlertMessage? Next(out long waitMs) => _outbox.Next(_nowMs, Noon, out waitMs);

    private (AlertTurn Turn, string Headline)? Told()
    {
        if (Next() is not { } message)
            return null;
        _outbox.Done(message, _nowMs);
        return (message.Turn, message.Headline);
    }
}
