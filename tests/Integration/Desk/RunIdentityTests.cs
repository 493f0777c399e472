using Rialto.Host.Desk;
using Rialto.Host.Desk.Guarding;
using Rialto.Host.Desk.Live;
using Rialto.Host.Tools.Desk;
using Rialto.Model.Execution;
using Rialto.Model.Feeds;
using Rialto.Model.Units;
using Rialto.Runtime.Clocks;
using Rialto.Trading;
using Rialto.Trading.Risk;
using Rialto.Trading.Strategy;
using Xunit;

namespace Rialto.Integration.Desk;

/// <summary>Whose a run is, and what is left of one that is given up.</summary>
public sealed class RunIdentityTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_name_is_held_once_and_where_it_cannot_be_held_that_is_no_other_desk()
    {
        var folder = _folder.File("desks");
        using (DeskNames.Hold(folder, "desk", FeedVenue.Rialto, "key", out var unguarded))
        {
            Assert.Null(unguarded);
            Assert.Throws<IOException>(() => DeskNames.Hold(folder, "desk", FeedVenue.Rialto, "key", out _));
            using var other = DeskNames.Hold(folder, "desk", FeedVenue.Rialto, DeskNames.KeyOf("gateway.sock"), out _);
            Assert.NotNull(other);
        }

        using (var again = DeskNames.Hold(folder, "desk", FeedVenue.Rialto, "key", out _))
            Assert.NotNull(again);

        // No folder of one's own, and one that cannot be: nobody is accused.
        Assert.Null(DeskNames.Hold("", "desk", FeedVenue.Rialto, "key", out var why));
        Assert.Contains("HOME", why, StringComparison.Ordinal);
        File.WriteAllText(_folder.File("file"), "");
        Assert.Null(DeskNames.Hold(_folder.File("file"), "desk", FeedVenue.Rialto, "key", out why));
        Assert.NotEmpty(why!);
    }

    [Fact]
    public void Another_key_than_the_trace_s_is_told_where_the_trace_has_one()
    {
        var listings = new ListingTable(1);
        DeskPresence.Leave(_folder.Path, "desk", listings, [new DeskWay("rialto", null, null, null, null, DeskNames.AccountOf("mine")), new DeskWay("kraken", _folder.File("none.sock"), null, null, null)]);
        var trace = DeskPresence.Read(_folder.Path, out var problem);
        Assert.True(trace is not null, problem);
        Assert.Null(FormerAccounts.Differing(trace, _ => "mine"));
        Assert.Null(FormerAccounts.Differing(trace, _ => null));
        Assert.Equal("rialto", FormerAccounts.Differing(trace, _ => "others"));
        Assert.DoesNotContain("mine", File.ReadAllText(_folder.File("presence.json")), StringComparison.Ordinal);
    }

    [Fact]
    public void Who_signed_for_a_run_must_be_known_before_it_is_gone_on_with()
    {
        var (listings, gateway) = (new ListingTable(1), _folder.File("kraken.sock"));
        DeskPresence.Leave(_folder.Path, "desk", listings, [new DeskWay("rialto", null, null, null, null, DeskNames.AccountOf("mine")), new DeskWay("kraken", gateway, null, null, null)]);
        var trace = DeskPresence.Read(_folder.Path, out _);
        string? Told(string? rialto, string? kraken) => FormerAccounts.Unknown(trace, "", venue => venue == FeedVenue.Rialto ? rialto : kraken);
        Assert.Null(Told(null, gateway));
        Assert.Contains("at rialto the desk itself signed then, and the gateway at", Told("rialto.sock", gateway), StringComparison.Ordinal);
        Assert.Contains("at kraken the gateway at", Told(null, null), StringComparison.Ordinal);
        Assert.Contains("and the desk itself does now", Told(null, null), StringComparison.Ordinal);
        Assert.Contains("other.sock", Told(null, _folder.File("other.sock")), StringComparison.Ordinal);
        Assert.Contains("is gone", FormerAccounts.Unknown(null, "presence.json is gone", _ => null), StringComparison.Ordinal);
    }

    [Fact]
    public void A_run_is_gone_on_with_unless_it_is_certain_that_no_venue_and_nobody_has_heard_of_it()
    {
        Directory.CreateDirectory(_folder.File("empty"));
        Assert.False(FormerRun.IsToGoOn(_folder.File("empty"), null, null));
        var run = _folder.File("run");
        DeskPresence.Leave(_folder.Path, "desk", new ListingTable(1), []);
        var trace = DeskPresence.Read(_folder.Path, out _)! with { Boot = "this" };
        using (var rig = new LiveDeskRig(_folder.Path, run: run))
        {
            rig.Begin();
            rig.Book(10_000);
            rig.Settle();
        }

        // Of a trace without a word of a journal: only since this start of the machine, or on a disk that was waited for, is that all there was.
        Assert.False(FormerRun.IsToGoOn(_folder.File("empty"), trace, "this"));
        Assert.True(FormerRun.IsToGoOn(_folder.File("empty"), trace, "another"));
        Assert.True(FormerRun.IsToGoOn(_folder.File("empty"), trace, null));
        File.WriteAllText(DeskFolder.ConfigurationOf(_folder.File("empty")), """{ "Journal:Durability": "fsync" }""");
        Assert.False(FormerRun.IsToGoOn(_folder.File("empty"), trace, "another"));

        // No venue was reached, and the machine has not been down since: all that was written is there.
        Assert.False(FormerRun.IsToGoOn(run, trace, "this"));
        Assert.True(FormerRun.IsToGoOn(run, trace, "another"));
        Assert.True(FormerRun.IsToGoOn(run, trace, null));
        Assert.True(FormerRun.IsToGoOn(run, null, "this"));
        File.WriteAllText(DeskFolder.ConfigurationOf(run), """{ "Journal:Durability": "fsync" }""");
        Assert.False(FormerRun.IsToGoOn(run, null, null));

        // A second life: what the first one lost cannot be seen any more.
        using (var rig = new LiveDeskRig(_folder.Path, run: run))
            rig.Begin();
        Assert.True(FormerRun.IsToGoOn(run, trace, "this"));

        var (told, reached) = (_folder.File("told"), _folder.File("reached"));
        using (var rig = new LiveDeskRig(_folder.Path, run: told))
        {
            rig.Begin();
            rig.Desk.Tell(new DeskCommand { Kind = DeskCommandKind.SetLimit, Time = rig.Desk.Now, Number = (int)RiskLimitKind.DailyLoss, Value = ParameterValue.Of(50), Who = Text36.Of("ada") });
            rig.Desk.Commit();
        }

        using (var rig = new LiveDeskRig(_folder.Path, run: reached))
        {
            rig.Begin();
            rig.Say(OrderReportKind.StreamUp);
            rig.Settle();
        }

        Assert.True(FormerRun.IsToGoOn(told, trace, "this"));
        Assert.True(FormerRun.IsToGoOn(reached, trace, "this"));
    }

    [Fact]
    public void A_run_that_cannot_be_read_is_one_to_go_on_with()
    {
        var run = _folder.File("run");
        using (var rig = new LiveDeskRig(_folder.Path, run: run))
            rig.Begin();
        var first = Directory.EnumerateFiles(run, "*.journal").Order().First();
        var bytes = File.ReadAllBytes(first);
        bytes.AsSpan(0, 64).Fill(0xEE);
        File.WriteAllBytes(first, bytes);
        Assert.True(FormerRun.IsToGoOn(run, null, null));
        Assert.Contains("not known", Assert.Single(HandSet.Of(run)), StringComparison.Ordinal);
    }

    [Fact]
    public void Limits_that_were_set_by_hand_are_said_of_a_run_that_is_given_up()
    {
        using var rig = new LiveDeskRig(_folder.Path);
        rig.Begin();
        foreach (var (who, value) in ((string, long)[])[("ada", 50), ("ada", 40), ("desk.json", 900)])
            rig.Desk.Tell(new DeskCommand { Kind = DeskCommandKind.SetLimit, Time = rig.Desk.Now, Number = (int)(who == "ada" ? RiskLimitKind.DailyLoss : RiskLimitKind.TotalGross), Value = ParameterValue.Of(value), Who = Text36.Of(who) });
        rig.Desk.Commit();
        var line = Assert.Single(HandSet.Of(rig.Run));
        Assert.Contains("DailyLoss of 0 was set to 40 by ada", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_snapshot_that_throws_is_passed_over_with_a_word()
    {
        using var rig = new LiveDeskRig(_folder.Path);
        rig.Begin();
        using (var snapshots = new DeskSnapshots(rig.Run, rig.Settings.Live, rig.Notes.Add))
        {
            // A table that is ahead of the trader is no state of a desk.
            rig.Source.HasUntold = true;
            Assert.False(snapshots.TakeNow(rig.Desk, rig.Journal));
            rig.Source.HasUntold = false;
            Assert.True(snapshots.TakeNow(rig.Desk, rig.Journal));
        }

        var makes = 0;
        var (desk, from) = DeskSnapshots.Load(
            rig.Run, () => makes++ == 0 ? rig.Desk : new LiveDesk(rig.Settings, DeskParts.Listings(rig.Settings, rig.Source.Listings, []), new ManualClock(1)), rig.Notes.Add);
        Assert.Equal((2, 0L, null), (makes, desk.Trader.Sequence, from));
        Assert.Contains(rig.Notes, note => note.Contains("is passed over: A state is loaded first of all", StringComparison.Ordinal));
        Assert.NotNull(DeskSnapshots.Load(rig.Run, () => new LiveDesk(rig.Settings, DeskParts.Listings(rig.Settings, rig.Source.Listings, []), new ManualClock(1)), rig.Notes.Add).From);
    }

    [Fact]
    public void What_is_told_as_one_is_done_in_one_turn()
    {
        using var rig = new LiveDeskRig(_folder.Path);
        rig.Begin();
        var commands = Enumerable.Range(1, 50).Select(i => new DeskCommand { Kind = DeskCommandKind.SetLimit, Number = (int)RiskLimitKind.TotalGross, Value = ParameterValue.Of(i) }).ToArray();
        Assert.True(rig.Desk.Control.TryTell(commands, out var answers));
        Assert.True(rig.Desk.Turn());
        Assert.Equal(50, rig.Desk.Trader.Risk.LimitOf(RiskLimitKind.TotalGross));
        Assert.Equal(50, answers.Length);
    }
}
