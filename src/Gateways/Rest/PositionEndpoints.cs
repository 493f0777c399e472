using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Views;
using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>Positions and margin of accounts over REST.</summary>
internal static class PositionEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;
    private const Permissions Overseers = Permissions.Operate | Permissions.Audit;

    public static async ValueTask PositionsAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Read, Overseers).ConfigureAwait(false) is not { } owner
            || await MarketEndpoints.NumberAsync(call, "limit", DefaultLimit, 1, MaxLimit).ConfigureAwait(false) is not { } limit
            || await MarketEndpoints.NumberAsync(call, "after", 0, 0, int.MaxValue).ConfigureAwait(false) is not { } after)
            return;
        var withClosed = string.Equals(call.Http.Request.Query["closed"], "true", StringComparison.OrdinalIgnoreCase);
        var page = await call.Services.FanOut.AskAsync(views => TakePage(views, owner, (int)after, (int)limit, withClosed), call.Aborted).ConfigureAwait(false);
        if (page is null)
        {
            await RefuseUnknownAsync(call, owner).ConfigureAwait(false);
            return;
        }

        await call.AnswerAsync(200, (owner, page, call.Services), static (json, at) =>
        {
            json.WriteStartObject();
            AccountAnswer.WriteUser(json, at.owner, at.Services.Keys);
            json.WriteStartArray("positions"u8);
            foreach (var position in at.page.Positions)
            {
                json.WriteStartObject();
                MarginAnswer.WritePosition(json, position, at.Services.Views.Accounts.Assets);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNext(at.page.Next);
            json.WriteNumber("sequence"u8, at.page.Sequence);
            json.WriteTime("time"u8, at.page.Time);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public static async ValueTask StatusAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Read, Overseers).ConfigureAwait(false) is { } owner)
            await AnswerStatusAsync(call, owner).ConfigureAwait(false);
    }

    public static async ValueTask NoticesAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Read, Overseers).ConfigureAwait(false) is not { } owner
            || await MarketEndpoints.NumberAsync(call, "limit", DefaultLimit, 1, MaxLimit).ConfigureAwait(false) is not { } limit
            || await MarketEndpoints.NumberAsync(call, "before", 0, 0, long.MaxValue).ConfigureAwait(false) is not { } before)
            return;
        var page = await call.Services.FanOut.AskAsync(views => TakeNotices(views, owner, before, (int)limit), call.Aborted).ConfigureAwait(false);
        if (page is null)
        {
            await RefuseUnknownAsync(call, owner).ConfigureAwait(false);
            return;
        }

        await call.AnswerAsync(200, (owner, page, call.Services), static (json, at) =>
        {
            json.WriteStartObject();
            AccountAnswer.WriteUser(json, at.owner, at.Services.Keys);
            json.WriteStartArray("events"u8);
            foreach (var notice in at.page.Notices)
            {
                json.WriteStartObject();
                json.WriteId("event_id"u8, notice.Number);
                MarginAnswer.WriteNotice(json, notice.Event, at.owner, at.Services.Directory, at.Services.Views.Accounts.Assets);
                json.WriteNumber("sequence"u8, notice.Event.Sequence);
                json.WriteTime("time"u8, notice.Event.Time);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteNext(at.page.Next);
            json.WriteNumber("sequence"u8, at.page.Sequence);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    public static async ValueTask SetLeverageAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Trade, Permissions.Operate).ConfigureAwait(false) is not { } owner)
            return;
        var body = new FlatBody();
        var mode = MarginMode.Cross;
        if (!body.TryRead(call.Body, ["symbol", "leverage", "mode"], out var problem) || !TryInstrument(call, body, out var instrument, out problem)
            || !body.TryWhole("leverage", 0, int.MinValue, int.MaxValue, out var leverage, out problem) || !TryMode(body, ref mode, out problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        // What is not said stays.
        if (body["mode"] is null || body["leverage"] is null)
        {
            var known = await call.Services.FanOut.AskAsync(
                views => views.Margin.Find(owner)?.Positions.GetValueOrDefault(instrument.Id.Value) is { } position ? (position.Leverage, position.Mode) : default, call.Aborted).ConfigureAwait(false);
            mode = body["mode"] is null ? known.Mode : mode;
            leverage = body["leverage"] is null ? known.Leverage : leverage;
        }

        await SendAndAnswerAsync(call, owner, instrument, Command.SetLeverage(owner, instrument.Id, leverage, mode)).ConfigureAwait(false);
    }

    public static async ValueTask MoveIsolatedAsync(RestCall call)
    {
        if (await AccountAccess.AccountAsync(call, Permissions.Trade, Permissions.Operate).ConfigureAwait(false) is not { } owner)
            return;
        var body = new FlatBody();
        if (!body.TryRead(call.Body, ["symbol", "amount"], out var problem) || !TryInstrument(call, body, out var instrument, out problem)
            || !body.TryDecimal("amount", instrument.MoneyScale, out var amount, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SendAndAnswerAsync(call, owner, instrument, Command.MoveIsolatedMargin(owner, instrument.Id, new Money(amount))).ConfigureAwait(false);
    }

    public static async ValueTask SetTierAsync(RestCall call)
    {
        if (await NamedAsync(call).ConfigureAwait(false) is not { } owner)
            return;
        var body = new FlatBody();
        if (!body.TryRead(call.Body, ["tier"], out var problem) || !body.TryText("tier", out _, out problem) || !body.TryWhole("tier", 0, 0, ushort.MaxValue, out var tier, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SendAndAnswerStatusAsync(call, owner, Command.SetRiskTier(owner, (ushort)tier)).ConfigureAwait(false);
    }

    public static async ValueTask SetLimitAsync(RestCall call)
    {
        if (await NamedAsync(call).ConfigureAwait(false) is not { } owner)
            return;
        var body = new FlatBody();
        if (!body.TryRead(call.Body, ["symbol", "max_position", "max_order"], out var problem) || !TryInstrument(call, body, out var instrument, out problem)
            || !ContractEndpoints.TryLimits(body, instrument, out var position, out var order, out problem))
            await call.RefuseAsync(problem).ConfigureAwait(false);
        else
            await SendAndAnswerStatusAsync(call, owner, Command.SetPositionLimit(instrument.Id, owner, 0, position, order)).ConfigureAwait(false);
    }

    private static PositionPage? TakePage(ExchangeViews views, OwnerId owner, int after, int limit, bool withClosed)
    {
        if (views.Accounts.Find(owner) is null)
            return null;
        var page = new List<PositionPicture>();
        foreach (var picture in PositionPicture.All(views, owner))
        {
            if (picture.Instrument.Id.Value <= after || !(picture.IsOpen || withClosed))
                continue;
            if (page.Count == limit)
                return new PositionPage(page, page[^1].Instrument.Id.Value, views.Sequence, views.Time);
            page.Add(picture);
        }

        return new PositionPage(page, 0, views.Sequence, views.Time);
    }

    private static NoticePage? TakeNotices(ExchangeViews views, OwnerId owner, long before, int limit)
    {
        if (views.Accounts.Find(owner) is null)
            return null;
        var page = new List<MarginNotice>(Math.Min(limit, 64));
        if (views.Margin.Find(owner)?.Notices is not { } all)
            return new NoticePage(page, 0, views.Sequence);
        var age = before == 0 ? 0 : all.AgeBelow(before);
        for (; age < all.Count && page.Count < limit; age++)
            page.Add(all[age]);
        return new NoticePage(page, age < all.Count ? page[^1].Number : 0, views.Sequence);
    }

    /// <summary>Whom the path names; null where the answer has been given.</summary>
    private static async ValueTask<OwnerId?> NamedAsync(RestCall call)
    {
        if (AccountAccess.Named(call, call.PathText) is { } owner)
            return owner;
        await call.RefuseAsync(new Problem(RejectReason.AccountUnknown, $"There is no user {call.PathText}.")).ConfigureAwait(false);
        return null;
    }

    private static bool TryInstrument(RestCall call, FlatBody body, out Instrument instrument, out Problem problem)
    {
        instrument = null!;
        if (!body.TryText("symbol", out var symbol, out problem))
            return false;
        if (call.Services.Directory.Find(symbol) is not { } entry)
        {
            problem = new Problem(RejectReason.UnknownInstrument, $"There is no instrument {symbol}.") { Field = "symbol" };
            return false;
        }

        instrument = entry.Instrument;
        return true;
    }

    private static bool TryMode(FlatBody body, ref MarginMode mode, out Problem problem)
    {
        problem = default;
        switch (body["mode"])
        {
            case null or "cross":
                return true;
            case "isolated":
                mode = MarginMode.Isolated;
                return true;
            default:
                problem = Problem.Malformed("mode", "Field 'mode' is cross or isolated.");
                return false;
        }
    }

    private static async ValueTask SendAndAnswerAsync(RestCall call, OwnerId owner, Instrument instrument, Command command)
    {
        if (await call.SubmitAsync(command).ConfigureAwait(false) is not { } done)
            return;
        var sequence = done.Sequence;
        done.Return();
        var position = await call.Services.FanOut.AskAsync(
            views => views.Margin.Find(owner)?.Positions.GetValueOrDefault(instrument.Id.Value) is { } view ? PositionPicture.Take(views, owner, view) : null, call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (owner, position, sequence, call.Services), static (json, at) =>
        {
            json.WriteStartObject();
            AccountAnswer.WriteUser(json, at.owner, at.Services.Keys);
            if (at.position is not null)
                MarginAnswer.WritePosition(json, at.position, at.Services.Views.Accounts.Assets);
            json.WriteNumber("sequence"u8, at.sequence);
            json.WriteEndObject();
        }).ConfigureAwait(false);
    }

    private static async ValueTask SendAndAnswerStatusAsync(RestCall call, OwnerId owner, Command command)
    {
        if (await call.SubmitAsync(command).ConfigureAwait(false) is not { } done)
            return;
        done.Return();
        await AnswerStatusAsync(call, owner).ConfigureAwait(false);
    }

    private static async ValueTask AnswerStatusAsync(RestCall call, OwnerId owner)
    {
        var (isThere, margin) = await call.Services.FanOut.AskAsync(views => (views.Accounts.Find(owner) is not null, MarginPicture.Take(views, owner)), call.Aborted).ConfigureAwait(false);
        if (!isThere)
            await RefuseUnknownAsync(call, owner).ConfigureAwait(false);
        else if (margin is null)
            await call.RefuseAsync(new Problem(RejectReason.MarginAccountRequired, $"{AccountAnswer.UserOf(owner, call.Services.Keys)} has no margin account.") { StatusOverride = 409 }).ConfigureAwait(false);
        else
            await call.AnswerAsync(200, (margin, call.Services), static (json, at) => MarginAnswer.WriteMargin(json, at.margin, at.Services.Directory, at.Services.Views.Accounts.Assets, at.Services.Keys)).ConfigureAwait(false);
    }

    private static ValueTask RefuseUnknownAsync(RestCall call, OwnerId owner) =>
        call.RefuseAsync(new Problem(RejectReason.AccountUnknown, $"{AccountAnswer.UserOf(owner, call.Services.Keys)} has no account."));

    private sealed record PositionPage(List<PositionPicture> Positions, int Next, long Sequence, Timestamp Time);

    private sealed record NoticePage(List<MarginNotice> Notices, long Next, long Sequence);
}
