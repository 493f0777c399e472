using Rialto.Host.Desk;
using Rialto.Host.Tools;
using Rialto.Host.Tools.Desk;
using Rialto.Journal;
using Rialto.Journal.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Trading;
using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>How others act on a running desk.</summary>
public sealed class DeskControlTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Commands_wait_in_their_order_and_an_emergency_stop_goes_before_them()
    {
        var control = new DeskControl(capacity: 2);
        Assert.False(control.TryTake(out _));
        Assert.True(control.TryTell(Of(DeskCommandKind.Pause, 1)));
        Assert.True(control.TryTell(Of(DeskCommandKind.Pause, 2)));
        Assert.False(control.TryTell(Of(DeskCommandKind.Pause, 3), out var refused));
        Assert.True(refused.IsCanceled);
        Assert.True(control.TryTell(Of(DeskCommandKind.EmergencyStop, 0), out var one));
        Assert.True(control.TryTell(Of(DeskCommandKind.EmergencyStop, 0), out var other));
        Assert.Same(one, other);
        Assert.Equal(3, control.Waiting);
        Assert.True(control.TryTake(out var first));
        Assert.Equal(DeskCommandKind.EmergencyStop, first.Command.Kind);
        Assert.True(control.TryTake(out var second));
        Assert.True(control.TryTake(out var third));
        Assert.Equal((1, 2), (second.Command.Strategy.Value, third.Command.Strategy.Value));
        Assert.False(control.TryTake(out _));
        Assert.Equal(0, control.Waiting);
    }

    [Fact]
    public void A_desk_that_has_ended_takes_nothing_and_leaves_nobody_waiting()
    {
        var control = new DeskControl();
        Assert.True(control.TryTell(Of(DeskCommandKind.Pause, 1), out var waiting));
        Assert.True(control.TryTell(Of(DeskCommandKind.EmergencyStop, 0), out var emergency));
        control.Close();
        Assert.True(waiting.IsCanceled);
        Assert.True(emergency.IsCanceled);
        Assert.False(control.TryTell(Of(DeskCommandKind.EmergencyStop, 0)));
        Assert.False(control.TryTake(out _));
        Assert.Throws<ArgumentException>(() => control.TryTell(Of(DeskCommandKind.Time, 0)));
    }

    [Fact]
    public async Task A_desk_on_paper_does_what_it_is_told_between_two_frames_and_replays_the_same()
    {
        var stop = TestContext.Current.CancellationToken;
        var settings = TradeCommand.Load(TradedRecordings.BtcAndEth(_folder.Path), into => into.Set("Mode", "paper", "--paper")).Settings;
        var source = await TradeCommand.OpenAsync(settings, new Terminal(json: true), stop);
        var numbers = new Dictionary<int, ListingId>();
        var listings = DeskParts.Listings(settings, source.Listings, numbers);
        var run = _folder.File("run");
        var none = default(TradeCommand.NoInputs);
        Task<CommandRefusal>? paused = null, unknown = null, stopped = null;
        using (var journal = DeskJournal.Open(new JournalOptions { Directory = run, Durability = Durability.Os }, listings, ref none))
        {
            var desk = new DeskRun(settings, listings, numbers, journal);
            Assert.True(desk.Control.TryTell(Of(DeskCommandKind.Pause, 1), out paused));
            var frames = 0;
            source.Read(
                frame =>
                {
                    desk.Take(frame);
                    if (++frames == 1_000)
                    {
                        Assert.Equal(StrategyState.Paused, desk.Trader.ViewOf(new StrategyId(1)).State);
                        Assert.True(desk.Control.TryTell(Of(DeskCommandKind.Start, 9), out unknown));
                        Assert.True(desk.Control.TryTell(Of(DeskCommandKind.EmergencyStop, 0), out stopped));
                    }

                    desk.Obey();
                },
                stop);
            Assert.True(desk.Trader.IsStopped);
            desk.End();
            Assert.False(desk.Control.TryTell(Of(DeskCommandKind.Resume, 0)));
            Assert.Equal(0, desk.Trader.LiveOrders);
        }

        Assert.Equal(CommandRefusal.None, await paused);
        Assert.Equal(CommandRefusal.UnknownStrategy, await unknown!);
        Assert.Equal(CommandRefusal.None, await stopped!);
        var replay = new DeskReplay(settings);
        replay.Run(run, stop);
        Assert.Null(replay.Difference);
        Assert.True(replay.Checks > 0);
    }

    private static DeskCommand Of(DeskCommandKind kind, int strategy) => new() { Kind = kind, Strategy = new StrategyId(strategy), Who = Text36.Of("test") };
}
