using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Audit;
using Rialto.Gateways.Auth;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Gateways.Rest;

/// <summary>The past over REST. The permission audit sees everything; an owner that may read sees what is its own, without counterparties.</summary>
internal static class AuditEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;
    private const long RetryAfterMs = 1_000;

    public static async ValueTask OrderAsync(RestCall call)
    {
        if (!call.TryOrderId(out var order))
            await call.RefuseAsync(Problem.Malformed("order_id", "'order_id' is digits.")).ConfigureAwait(false);
        else if (await MayAsync(call, call.Key.Owner).ConfigureAwait(false))
            await AnswerAsync(call, audit => audit.OrderAsync(order, ViewerOf(call), call.Aborted), $"There is no order {order}.").ConfigureAwait(false);
    }

    public static async ValueTask TradeAsync(RestCall call)
    {
        if (!TryNumber(call.Http.Request.RouteValues["trade_id"] as string, out var trade) || trade == 0)
            await call.RefuseAsync(Problem.Malformed("trade_id", "'trade_id' is digits.")).ConfigureAwait(false);
        else if (await MayAsync(call, call.Key.Owner).ConfigureAwait(false))
            await AnswerAsync(call, audit => audit.TradeAsync(new TradeId(trade), ViewerOf(call), call.Aborted), $"There is no trade {trade}.").ConfigureAwait(false);
    }

    public static async ValueTask ActivityAsync(RestCall call)
    {
        var user = call.Http.Request.RouteValues["user_id"] as string ?? string.Empty;
        if (call.OwnerOf(user) is not { } owner)
        {
            await call.RefuseAsync(new Problem(RejectReason.UnknownOwner, $"There is no user {user}.") { StatusOverride = StatusCodes.Status404NotFound }).ConfigureAwait(false);
            return;
        }

        if (!await MayAsync(call, owner).ConfigureAwait(false)
            || await TimeAsync(call, "start").ConfigureAwait(false) is not { } start
            || await TimeAsync(call, "end").ConfigureAwait(false) is not { } end
            || await NumberAsync(call, "limit", DefaultLimit, 1, MaxLimit).ConfigureAwait(false) is not { } limit
            || await NumberAsync(call, "cursor", 0, 0, long.MaxValue - 1).ConfigureAwait(false) is not { } after)
            return;
        await AnswerAsync(call, audit => audit.ActivityAsync(new ActivityQuestion(owner, start, end, (int)limit, after), ViewerOf(call), call.Aborted), "There is nothing.").ConfigureAwait(false);
    }

    private static OwnerId? ViewerOf(RestCall call) => call.Key.May(Permissions.Audit) ? null : call.Key.Owner;

    private static async ValueTask<bool> MayAsync(RestCall call, OwnerId owner)
    {
        if (call.Key.May(Permissions.Audit) || (call.Key.May(Permissions.Read) && call.Key.Owner == owner))
            return true;
        await call.RefuseAsync(new Problem(RejectReason.Forbidden, "The key needs the permission audit; for what is its owner's own, read.")).ConfigureAwait(false);
        return false;
    }

    private static async ValueTask AnswerAsync(RestCall call, Func<IAuditQueries, Task<AuditAnswer>> ask, string notFound)
    {
        var answer = call.Services.Audit is { } audit ? await ask(audit).ConfigureAwait(false) : new AuditAnswer(AuditOutcome.TooMuch, default, "This exchange does not answer questions about the past.");
        switch (answer.Outcome)
        {
            case AuditOutcome.Found:
                await call.AnswerAsync(StatusCodes.Status200OK, answer.Json, static (json, text) => json.WriteRawValue(text.Span, skipInputValidation: true)).ConfigureAwait(false);
                break;
            case AuditOutcome.NotFound:
                await call.RefuseAsync(new Problem(RejectReason.UnknownOrder, answer.Detail.Length > 0 ? answer.Detail : notFound) { StatusOverride = StatusCodes.Status404NotFound }).ConfigureAwait(false);
                break;
            case AuditOutcome.Busy:
                await call.RefuseAsync(new Problem(RejectReason.Overloaded, "Other questions about the past are being answered.") { RetryAfterMs = RetryAfterMs }).ConfigureAwait(false);
                break;
            default:
                await call.RefuseAsync(new Problem(RejectReason.NotReady, answer.Detail)).ConfigureAwait(false);
                break;
        }
    }

    private static async ValueTask<Timestamp?> TimeAsync(RestCall call, string name)
    {
        if (!call.Http.Request.Query.TryGetValue(name, out var text))
            return Timestamp.None;
        if (IsoTime.TryParse(Encoding.UTF8.GetBytes(text.ToString()), out var time))
            return time;
        await call.RefuseAsync(Problem.Malformed(name, $"'{name}' is a UTC time such as 2026-11-21T04:10:52.5Z.")).ConfigureAwait(false);
        return null;
    }

    private static async ValueTask<long?> NumberAsync(RestCall call, string name, long usual, long least, long most)
    {
        if (!call.Http.Request.Query.TryGetValue(name, out var text))
            return usual;
        if (TryNumber(text.ToString(), out var number) && number >= least && number <= most)
            return number;
        await call.RefuseAsync(Problem.Malformed(name, $"'{name}' is {least} to {most}.")).ConfigureAwait(false);
        return null;
    }

    private static bool TryNumber(string? text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
