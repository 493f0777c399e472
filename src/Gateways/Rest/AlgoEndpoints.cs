using System.Globalization;
using System.Text;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Schedules;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Gateways.Rest;

/// <summary>Algo orders over REST: begin, ask, pause, resume, cancel; and the volume curves they follow. Rules: docs/reference/algos.md.</summary>
internal static class AlgoEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    // Where no interval is asked for: a hundred slices, at most one a second and at least one in five minutes.
    private const int UsualSlices = 100;
    private const int LeastUsualIntervalMs = 1_000;
    private const int MostUsualIntervalMs = 300_000;

    private const int WeightsPerCommand = VolumeCurve.Quarters / 4;

    private static readonly string[] Fields =
    [
        "symbol", "side", "quantity", "algo_type", "start_time", "end_time", "participation_rate", "user_id", "client_algo_id", "limit_price", "interval_ms", "jitter_percent", "catch_up_percent",
        "passive", "finish", "stp_mode",
    ];

    private static readonly string[] FilterParameters = ["open", "symbol", "limit", "after"];

    public static async ValueTask StartAsync(RestCall call)
    {
        if (!TryStart(call, call.Services.Now, out var command, out var problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (await call.SubmitAsync(command).ConfigureAwait(false) is not { } done)
            return;
        var id = done.First.AlgoId;
        done.Return();
        call.Http.Response.Headers.Location = $"/api/v1/algo-orders/{id}";
        await AnswerAsync(call, id, 201).ConfigureAwait(false);
    }

    public static async ValueTask GetAsync(RestCall call)
    {
        if (await NamedAsync(call).ConfigureAwait(false) is { } id)
            await AnswerAsync(call, id, 200).ConfigureAwait(false);
    }

    public static ValueTask PauseAsync(RestCall call) => ChangeAsync(call, CommandKind.PauseAlgo);

    public static ValueTask ResumeAsync(RestCall call) => ChangeAsync(call, CommandKind.ResumeAlgo);

    public static ValueTask CancelAsync(RestCall call) => ChangeAsync(call, CommandKind.CancelAlgo);

    public static async ValueTask ListAsync(RestCall call)
    {
        if (!await call.TakesOnlyAsync(FilterParameters).ConfigureAwait(false))
            return;
        var query = call.Http.Request.Query;
        var open = query.TryGetValue("open", out var text) ? text.ToString() : "true";
        if (open is not ("true" or "false"))
        {
            await call.RefuseAsync(Problem.Malformed("open", "'open' is true or false.")).ConfigureAwait(false);
            return;
        }

        var instrument = InstrumentId.None;
        if (query.TryGetValue("symbol", out var symbol))
        {
            if (call.Services.Directory.Find(symbol.ToString()) is not { } entry)
            {
                await call.RefuseAsync(new Problem(RejectReason.UnknownInstrument, $"There is no instrument {symbol}.")).ConfigureAwait(false);
                return;
            }

            instrument = entry.Instrument.Id;
        }

        if (await MarketEndpoints.NumberAsync(call, "limit", DefaultLimit, 1, MaxLimit).ConfigureAwait(false) is not { } limit
            || await MarketEndpoints.NumberAsync(call, "after", 0, 0, long.MaxValue).ConfigureAwait(false) is not { } after)
            return;
        var owner = call.Key.Owner;
        var page = await call.Services.FanOut.AskAsync(
            views => (views.Algos.All.Where(algo => algo.Accepted.Owner == owner && algo.HasEnded == (open == "false") && algo.Id.Value > after
                && (instrument == InstrumentId.None || algo.Accepted.Instrument == instrument)).Take((int)limit + 1).ToList(), views.Sequence),
            call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (page, (int)limit, call.Services), static (json, at) => WritePage(json, at.page.Item1, at.Item2, at.page.Sequence, at.Services)).ConfigureAwait(false);
    }

    /// <summary>A curve of 96 weights goes into the journal as four commands; without weights the instrument's own trades are the curve.</summary>
    public static async ValueTask SetCurveAsync(RestCall call)
    {
        if (await MarketEndpoints.InstrumentAsync(call).ConfigureAwait(false) is not { } entry)
            return;
        var body = new FlatBody();
        if (!body.TryRead(call.Body, ["weights"], out var problem) || !TryWeights(body, out var weights, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        var id = entry.Instrument.Id;
        var parts = weights.Length / WeightsPerCommand;
        for (var part = 0; part < Math.Max(1, parts); part++)
        {
            var command = parts == 0 ? Command.SetVolumeCurve(id, 4, []) : Command.SetVolumeCurve(id, part, weights.AsSpan(part * WeightsPerCommand, WeightsPerCommand));
            if (await call.SubmitAsync(command).ConfigureAwait(false) is not { } done)
                return;
            done.Return();
        }

        await call.AnswerAsync(200, (entry.Instrument.Symbol, weights), static (json, at) =>
        {
            json.WriteStartObject();
            json.WriteText("symbol"u8, at.Symbol);
            json.WriteString("source"u8, at.weights.Length == 0 ? "own_trades"u8 : "supplied"u8);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static bool TryWeights(FlatBody body, out ushort[] weights, out Problem problem)
    {
        problem = default;
        weights = [];
        if (body["weights"] is null)
            return true;
        var words = body["weights"]!.Split(',', StringSplitOptions.TrimEntries);
        weights = new ushort[VolumeCurve.Quarters];
        for (var i = 0; i < weights.Length; i++)
            if (words.Length != weights.Length || !ushort.TryParse(words[i], NumberStyles.None, CultureInfo.InvariantCulture, out weights[i]))
            {
                problem = Problem.Malformed("weights", $"The weights are {weights.Length} whole numbers from 0 to {VolumeCurve.MaxWeight} with commas between them, one for each quarter of an hour of the day (UTC).");
                return false;
            }

        return true;
    }

    private static bool TryStart(RestCall call, Timestamp now, out Command command, out Problem problem)
    {
        command = default;
        var body = new InstrumentBody();
        if (!body.TryRead(call.Body, Fields, out problem) || !body.TryText("symbol", out var symbol, out problem))
            return false;
        if (body["user_id"] is { } user && user != call.Key.UserName && user != call.Key.Owner.ToString())
            return Refuse(new Problem(RejectReason.Forbidden, "The key belongs to another user than user_id."), out problem);
        if (call.Services.Directory.Find(symbol) is not { } entry)
            return Refuse(new Problem(RejectReason.UnknownInstrument, $"There is no instrument {symbol}."), out problem);
        var instrument = entry.Instrument;
        if (!TryTerms(body, out var side, out var terms, out problem) || !TryTimes(body, out var start, out var end, out problem)
            || !TryPace(body, start > now ? start : now, end, legs: 1, out var pace, out problem)
            || !body.TryDecimal("quantity", instrument.QuantityScale, null, out var quantity, out problem)
            || !body.TryDecimal("limit_price", instrument.PriceScale, 0, out var limit, out problem)
            || !body.TryName("client_algo_id", out var name, out problem))
            return false;
        command = new Command
        {
            Kind = CommandKind.StartAlgo,
            Owner = call.Key.Owner,
            Group = call.Key.Group,
            Instrument = instrument.Id,
            Side = side,
            Terms = new OrderTerms(terms.Bits),
            Quantity = new Quantity(quantity),
            Price = new Price(limit),
            StartTime = start,
            ExpireTime = end,
            Pace = pace,
            Text = name,
        };
        return true;
    }

    private static bool TryTerms(InstrumentBody body, out Side side, out AlgoTerms terms, out Problem problem)
    {
        (side, terms) = (default, default);
        if (!body.TryText("side", out var sideWord, out problem) || !body.TryText("algo_type", out var typeWord, out problem)
            || !body.TryFlag("passive", false, out var passive, out problem) || !body.TryFlag("finish", false, out var finish, out problem))
            return false;
        if (!RequestWords.TrySide(Encoding.UTF8.GetBytes(sideWord), out side))
            return Refuse(Problem.Malformed("side", "The side is buy or sell."), out problem);
        var type = typeWord.ToLowerInvariant() switch { "twap" => AlgoType.Twap, "vwap" => AlgoType.Vwap, "pov" => AlgoType.Pov, _ => AlgoType.None };
        if (type == AlgoType.None)
            return Refuse(Problem.Malformed("algo_type", "The type is twap, vwap or pov."), out problem);
        var prevention = SelfTradePrevention.None;
        if (body["stp_mode"] is { } mode && !RequestWords.TryStpMode(Encoding.UTF8.GetBytes(mode), out prevention))
            return Refuse(Problem.Malformed("stp_mode", "That is no mode of self-trade prevention."), out problem);
        terms = AlgoTerms.Of(type, passive, finish, prevention);
        return true;
    }

    private static bool TryTimes(InstrumentBody body, out Timestamp start, out Timestamp end, out Problem problem)
    {
        (start, end) = (default, default);
        return TryTime(body, "start_time", out start, out problem) && body.TryText("end_time", out _, out problem) && TryTime(body, "end_time", out end, out problem);
    }

    /// <summary>A time that a body may name; none where it does not.</summary>
    public static bool TryTime(InstrumentBody body, string field, out Timestamp time, out Problem problem)
    {
        (time, problem) = (default, default);
        return body[field] is not { } text || IsoTime.TryParse(Encoding.UTF8.GetBytes(text), out time) || Refuse(Problem.Malformed(field, "A time is such as 2026-11-21T16:00:00Z."), out problem);
    }

    /// <summary>The pace that a body asks for between two times, of one order or of the legs of a basket.</summary>
    public static bool TryPace(InstrumentBody body, Timestamp start, Timestamp end, int legs, out AlgoPace pace, out Problem problem)
    {
        pace = default;
        var least = AlgoPace.MinIntervalMs * legs;
        var usual = (int)Math.Clamp((end.Nanoseconds - start.Nanoseconds) / 1_000_000 / UsualSlices, Math.Max(LeastUsualIntervalMs, least), MostUsualIntervalMs);
        if (!body.TryWhole("interval_ms", usual, out var interval, out problem) || !body.TryWhole("jitter_percent", 0, out var jitter, out problem)
            || !body.TryWhole("catch_up_percent", 100, out var catchUp, out problem) || !body.TryDecimal("participation_rate", 6, 0, out var participation, out problem))
            return false;
        if (interval < least || interval > AlgoPace.MaxIntervalMs)
            return Refuse(new Problem(RejectReason.AlgoTimesInvalid, $"From slice to slice it takes {least} to {AlgoPace.MaxIntervalMs} ms{(legs > 1 ? $": {AlgoPace.MinIntervalMs} ms a leg" : "")}.") { Field = "interval_ms" }, out problem);
        if (participation is < 0 or > 1_000_000 || jitter is < 0 or > 50 || catchUp is < 0 or > 1_000)
            return Refuse(new Problem(RejectReason.AlgoPaceInvalid), out problem);
        pace = AlgoPace.Of(interval, (int)participation, catchUp, jitter);
        return true;
    }

    private static async ValueTask ChangeAsync(RestCall call, CommandKind kind)
    {
        if (await NamedAsync(call).ConfigureAwait(false) is not { } id)
            return;
        // Those who run the market end anybody's; what is not the key's own and not to be seen has been refused already.
        var owner = call.Key.May(Permissions.Operate) ? default : call.Key.Owner;
        if (await call.SubmitAsync(Command.ChangeAlgo(kind, owner, id)).ConfigureAwait(false) is not { } done)
            return;
        done.Return();
        await AnswerAsync(call, id, 200).ConfigureAwait(false);
    }

    /// <summary>The algo order that the path names, by its number or its client algo id; null where the answer has been given.</summary>
    private static async ValueTask<AlgoId?> NamedAsync(RestCall call)
    {
        var (text, owner, mayAll) = (call.PathText, call.Key.Owner, call.Key.May(Permissions.Operate));
        var algo = await call.Services.FanOut.AskAsync(
            views => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? views.Algos.Find(new AlgoId(number))
                : Text36.TryCreate(text, out var name) ? views.Algos.Find(owner, name)
                : null,
            call.Aborted).ConfigureAwait(false);
        if (algo is not null && (algo.Accepted.Owner == owner || mayAll))
            return algo.Id;
        await call.RefuseAsync(new Problem(RejectReason.UnknownAlgo)).ConfigureAwait(false);
        return null;
    }

    private static async ValueTask AnswerAsync(RestCall call, AlgoId id, int status)
    {
        var (algo, children, time) = await call.Services.FanOut.AskAsync(views => (views.Algos.Find(id), views.Algos.ChildrenOf(id).ToArray(), views.Time), call.Aborted).ConfigureAwait(false);
        if (algo is null)
        {
            await call.RefuseAsync(new Problem(RejectReason.UnknownAlgo)).ConfigureAwait(false);
            return;
        }

        await call.AnswerAsync(status, (algo, children, time, call.Services), static (json, at) =>
        {
            json.WriteStartObject();
            AlgoAnswer.Write(json, at.algo, at.Services, at.time);
            json.WriteStartArray("child_order_ids"u8);
            foreach (var child in at.children)
                json.WriteIdValue(child.Value);
            json.WriteEndArray();
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static void WritePage(Utf8JsonWriter json, List<AlgoPicture> algos, int limit, long sequence, GatewayServices services)
    {
        json.WriteStartObject();
        json.WriteStartArray("algo_orders"u8);
        foreach (var algo in algos.Take(limit))
        {
            json.WriteStartObject();
            AlgoAnswer.Write(json, algo, services, algo.Latest.Time);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNext(algos.Count > limit ? algos[limit - 1].Id.Value : 0);
        json.WriteNumber("sequence"u8, sequence);
        json.WriteEndObject();
    }

    private static bool Refuse(in Problem refusal, out Problem problem)
    {
        problem = refusal;
        return false;
    }
}
