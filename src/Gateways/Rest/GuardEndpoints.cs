using System.Globalization;
using Rialto.Gateways.Answers;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>Circuit breakers, halts and kill switches over REST; each change is a command like any other.</summary>
internal static class GuardEndpoints
{
    private static readonly string[] BreakerFields = ["window_ms", "breaker_ppm", "band_ppm", "limit_state_ms", "pause_ms", "auction_ms", "cancel_orders"];

    private static readonly string[] MarketFields =
        ["level1_ppm", "level2_ppm", "level3_ppm", "pause1_ms", "pause2_ms", "pause3_ms", "auction_ms", "cancel_orders", "members_only"];

    public static async ValueTask BreakerAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is { } entry)
            await AnswerBreakerAsync(call, entry.Instrument.Id).ConfigureAwait(false);
    }

    public static async ValueTask SetBreakerAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var id = entry.Instrument.Id;
        var before = await call.Services.FanOut.AskAsync(views => views.Guards.Of(id).Breaker, call.Aborted).ConfigureAwait(false);
        var body = new InstrumentBody();
        if (!body.TryRead(call.Body, BreakerFields, out var problem) || !TryRead(body, before, out var rules, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (await SendAsync(call, Command.SetBreaker(id, rules)).ConfigureAwait(false))
            await AnswerBreakerAsync(call, id).ConfigureAwait(false);
    }

    public static async ValueTask SetIndexMemberAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var body = new InstrumentBody();
        if (!body.TryRead(call.Body, ["weight", "reference_price"], out var problem) || !body.TryWhole("weight", 0, out var weight, out problem)
            || !body.TryDecimal("reference_price", entry.Instrument.PriceScale, 0, out var reference, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (await SendAsync(call, Command.SetIndexMember(entry.Instrument.Id, weight, new Price(reference))).ConfigureAwait(false))
            await MarketAsync(call).ConfigureAwait(false);
    }

    public static async ValueTask MarketAsync(RestCall call)
    {
        var (rules, level, members, sequence) = await call.Services.FanOut.AskAsync(
            views => (views.Guards.Market, views.Guards.LevelReached, views.Guards.Instruments.Where(pair => pair.Value.Weight != 0)
                .Select(pair => (views.Find(new InstrumentId(pair.Key))!.Instrument, pair.Value)).ToArray(), views.Sequence),
            call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (rules, level, members, sequence), static (json, at) => GuardAnswer.WriteMarket(json, at.rules, at.level, at.members, at.sequence)).ConfigureAwait(false);
    }

    public static async ValueTask SetMarketAsync(RestCall call)
    {
        var before = await call.Services.FanOut.AskAsync(views => views.Guards.Market, call.Aborted).ConfigureAwait(false);
        var body = new InstrumentBody();
        if (!body.TryRead(call.Body, MarketFields, out var problem) || !TryRead(body, before, out var rules, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (await SendAsync(call, Command.SetMarketBreaker(rules)).ConfigureAwait(false))
            await MarketAsync(call).ConfigureAwait(false);
    }

    public static async ValueTask StartMarketDayAsync(RestCall call)
    {
        var body = new InstrumentBody();
        var roll = false;
        if (call.Body.Length > 0 && (!body.TryRead(call.Body, ["roll_references"], out var problem) || !body.TryFlag("roll_references", false, out roll, out problem)))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (await SendAsync(call, Command.StartMarketDay(roll)).ConfigureAwait(false))
            await MarketAsync(call).ConfigureAwait(false);
    }

    public static async ValueTask HaltsAsync(RestCall call)
    {
        var (halts, stopped, isStopped, level, sequence) = await call.Services.FanOut.AskAsync(
            views => (
                views.Guards.Instruments.Where(pair => pair.Value.IsHalted).Select(pair => (views.Find(new InstrumentId(pair.Key))!.Instrument, pair.Value)).ToArray(),
                views.Guards.Instruments.Where(pair => pair.Value.IsStopped).Select(pair => views.Find(new InstrumentId(pair.Key))!.Instrument.Symbol).ToArray(),
                views.Guards.Kills.Any(kill => kill.Switch.Scope == KillScope.Exchange),
                views.Guards.LevelReached,
                views.Sequence),
            call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (halts, stopped, isStopped, level, sequence), static (json, at) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("halts"u8);
            foreach (var (instrument, guard) in at.halts)
            {
                json.WriteStartObject();
                json.WriteText("symbol"u8, instrument.Symbol);
                GuardAnswer.WriteHalt(json, instrument, guard);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteStartArray("stopped_instruments"u8);
            foreach (var symbol in at.stopped)
                json.WriteStringValue(symbol.ToString());
            json.WriteEndArray();
            json.WriteBoolean("exchange_stopped"u8, at.isStopped);
            json.WriteNumber("market_level_reached"u8, at.level);
            json.WriteNumber("sequence"u8, at.sequence);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public static async ValueTask KillSwitchesAsync(RestCall call)
    {
        var (kills, sequence) = await call.Services.FanOut.AskAsync(views => (views.Guards.Kills.ToArray(), views.Sequence), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (kills, call.Services.Directory, sequence), static (json, at) =>
        {
            json.WriteStartObject();
            json.WriteStartArray("kill_switches"u8);
            foreach (var kill in at.kills)
                GuardAnswer.WriteKill(json, kill, at.Directory);
            json.WriteEndArray();
            json.WriteNumber("sequence"u8, at.sequence);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public static ValueTask KillAsync(RestCall call) => TurnAsync(call, isOn: true);

    public static ValueTask ReleaseAsync(RestCall call) => TurnAsync(call, isOn: false);

    private static async ValueTask TurnAsync(RestCall call, bool isOn)
    {
        var body = new InstrumentBody();
        var cancel = false;
        var note = Text36.Empty;
        var problem = default(Problem);
        if (call.Body.Length > 0 && (!body.TryRead(call.Body, isOn ? ["cancel_orders", "note"] : ["note"], out problem)
            || !body.TryFlag("cancel_orders", false, out cancel, out problem) || !body.TryText36("note", out note, out problem)))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (!TrySwitch(call, isOn, cancel, out var kill, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (await call.SubmitAsync(Command.SetKillSwitch(kill, note)).ConfigureAwait(false) is not { } done)
            return;
        var sequence = done.Sequence;
        done.Return();
        await call.AnswerAsync(200, (kill, call.Services.Directory, sequence), static (json, at) =>
        {
            json.WriteStartObject();
            json.WriteString("switch"u8, GuardAnswer.NameOf(at.kill, at.Directory));
            json.WriteBoolean("on"u8, at.kill.IsOn);
            json.WriteBoolean("cancel_orders"u8, at.kill.CancelOrders);
            json.WriteNumber("sequence"u8, at.sequence);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    /// <summary>The switch that the path names.</summary>
    private static bool TrySwitch(RestCall call, bool isOn, bool cancel, out KillSwitch kill, out Problem problem)
    {
        var name = call.PathText;
        problem = default;
        kill = KillSwitch.Of(KillScope.Exchange, isOn, cancel);
        if (name == "exchange")
            return true;
        var dash = name.IndexOf('-', StringComparison.Ordinal);
        var (scope, which) = dash < 0 ? (name, string.Empty) : (name[..dash], name[(dash + 1)..]);
        switch (scope)
        {
            case "instrument" when call.Services.Directory.Find(which) is { } entry:
                kill = KillSwitch.Of(KillScope.Instrument, isOn, cancel, instrument: entry.Instrument.Id);
                return true;
            case "instrument":
                problem = new Problem(RejectReason.UnknownInstrument, $"There is no instrument {which}.");
                return false;
            case "account" when call.OwnerOf(which) is { } owner:
                kill = KillSwitch.Of(KillScope.Account, isOn, cancel, account: owner);
                return true;
            case "session" when int.TryParse(which, NumberStyles.None, CultureInfo.InvariantCulture, out var number):
                kill = KillSwitch.Of(KillScope.Session, isOn, cancel, session: new SessionId(number));
                return true;
            default:
                problem = Problem.Malformed("switch", "A switch is exchange, instrument-SYMBOL, account-USER or session-NUMBER.");
                return false;
        }
    }

    private static bool TryRead(InstrumentBody body, BreakerRules before, out BreakerRules rules, out Problem problem)
    {
        rules = before;
        if (!body.TryWhole("window_ms", before.WindowMs, out var window, out problem) || !body.TryWhole("breaker_ppm", before.BreakerPpm, out var breaker, out problem)
            || !body.TryWhole("band_ppm", before.BandPpm, out var band, out problem) || !body.TryWhole("limit_state_ms", before.LimitStateMs, out var limit, out problem)
            || !body.TryWhole("pause_ms", before.PauseMs, out var pause, out problem) || !body.TryWhole("auction_ms", before.AuctionMs, out var auction, out problem)
            || !body.TryFlag("cancel_orders", before.CancelOrders, out var cancel, out problem))
            return false;
        rules = new BreakerRules(window, breaker, band, limit, pause, auction, cancel);
        return true;
    }

    private static bool TryRead(InstrumentBody body, MarketBreakerRules before, out MarketBreakerRules rules, out Problem problem)
    {
        rules = before;
        if (!body.TryWhole("level1_ppm", before.Level1Ppm, out var level1, out problem) || !body.TryWhole("level2_ppm", before.Level2Ppm, out var level2, out problem)
            || !body.TryWhole("level3_ppm", before.Level3Ppm, out var level3, out problem) || !body.TryWhole("pause1_ms", before.Pause1Ms, out var pause1, out problem)
            || !body.TryWhole("pause2_ms", before.Pause2Ms, out var pause2, out problem) || !body.TryWhole("pause3_ms", before.Pause3Ms, out var pause3, out problem)
            || !body.TryWhole("auction_ms", before.AuctionMs, out var auction, out problem) || !body.TryFlag("cancel_orders", before.CancelOrders, out var cancel, out problem)
            || !body.TryFlag("members_only", before.MembersOnly, out var members, out problem))
            return false;
        rules = new MarketBreakerRules(level1, level2, level3, pause1, pause2, pause3, auction, cancel, members);
        return true;
    }

    private static async ValueTask<bool> SendAsync(RestCall call, Command command)
    {
        if (await call.SubmitAsync(command).ConfigureAwait(false) is not { } done)
            return false;
        done.Return();
        return true;
    }

    private static async ValueTask AnswerBreakerAsync(RestCall call, InstrumentId id)
    {
        var (guard, sequence) = await call.Services.FanOut.AskAsync(views => (views.Guards.Of(id), views.Sequence), call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (call.Services.Directory.Find(id)!, guard, sequence), static (json, at) => GuardAnswer.WriteBreaker(json, at.Item1, at.guard, at.sequence)).ConfigureAwait(false);
    }
}
