using System.Globalization;
using System.Text.Json;
using Rialto.Gateways.Answers;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Orders;
using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Rest;

/// <summary>Basket orders over REST: enter one, ask for its report. Rules: docs/reference/baskets.md.</summary>
internal static class BasketEndpoints
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1_000;

    /// <summary>A page of baskets ends once it has so many legs, however many baskets were asked for.</summary>
    private const int PageLegs = 2_000;

    private static readonly string[] FilterParameters = ["open", "limit", "after"];

    public static async ValueTask EnterAsync(RestCall call)
    {
        var body = new BasketBody();
        if (!body.TryRead(call.Body, call.Services.Directory, call.Services.Now, out var problem))
        {
            await call.RefuseAsync(problem).ConfigureAwait(false);
            return;
        }

        if (body.User is { } user && user != call.Key.UserName && user != call.Key.Owner.ToString())
        {
            await call.RefuseAsync(new Problem(RejectReason.Forbidden, "The key belongs to another user than user_id.")).ConfigureAwait(false);
            return;
        }

        // Each leg is a command, which costs as much as one that comes alone.
        if (!call.Services.Authenticator.TryCharge(call.Key, body.Legs.Count, out var retryAfterMs))
        {
            await call.RefuseAsync(new Problem(RejectReason.RateLimited, "A basket costs a request for each leg, and one.") { RetryAfterMs = retryAfterMs }).ConfigureAwait(false);
            return;
        }

        BasketId id;
        Problem? refusal;
        using (var lease = call.Services.RestSessions.Enter(call.Key, call.Http.Connection.RemoteIpAddress))
        {
            (id, refusal) = lease.Refused == RejectReason.None
                ? await SubmitAsync(call, body, lease.Session).ConfigureAwait(false)
                : (default, new Problem(lease.Refused, call.Services.Readiness.Reason));
        }

        if (refusal is { } reason)
        {
            await call.RefuseAsync(reason).ConfigureAwait(false);
            return;
        }

        call.Http.Response.Headers.Location = $"/api/v1/basket-orders/{id}";
        var basket = await call.Services.FanOut.AskAsync(views => views.Baskets.Find(id), call.Aborted).ConfigureAwait(false);
        if (basket is null)
            await AnswerForgottenAsync(call, id, body.Opening.Text).ConfigureAwait(false);
        else
            await AnswerAsync(call, basket, 201).ConfigureAwait(false);
    }

    public static async ValueTask GetAsync(RestCall call) => await AnswerAsync(call, await NamedAsync(call).ConfigureAwait(false), 200).ConfigureAwait(false);

    public static ValueTask PauseAsync(RestCall call) => ChangeAsync(call, Command.PauseBasket);

    public static ValueTask ResumeAsync(RestCall call) => ChangeAsync(call, Command.ResumeBasket);

    public static ValueTask CancelAsync(RestCall call) => ChangeAsync(call, Command.DropBasket);

    private static async ValueTask ChangeAsync(RestCall call, Func<OwnerId, BasketId, Command> make)
    {
        if (await NamedAsync(call).ConfigureAwait(false) is not { Id: var id })
        {
            await call.RefuseAsync(new Problem(RejectReason.UnknownBasket)).ConfigureAwait(false);
            return;
        }

        // Those who run the market change anybody's; what is not the key's own and not to be seen has been refused already.
        if (await call.SubmitAsync(make(call.Key.May(Permissions.Operate) ? default : call.Key.Owner, id)).ConfigureAwait(false) is not { } done)
            return;
        done.Return();
        await AnswerAsync(call, await call.Services.FanOut.AskAsync(views => views.Baskets.Find(id), call.Aborted).ConfigureAwait(false), 200).ConfigureAwait(false);
    }

    /// <summary>The basket that the path names, by its number or its client basket id, if the key may see it.</summary>
    private static async ValueTask<BasketPicture?> NamedAsync(RestCall call)
    {
        var (text, owner, mayAll) = (call.PathText, call.Key.Owner, call.Key.May(Permissions.Operate));
        return await call.Services.FanOut.AskAsync(
            // A name may be digits alone; somebody else's number does not hide it.
            views => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && views.Baskets.Find(new BasketId(number)) is { } found && (mayAll || found.Started.Owner == owner) ? found
                : Text36.TryCreate(text, out var name) ? views.Baskets.Find(owner, name)
                : null,
            call.Aborted).ConfigureAwait(false);
    }

    public static async ValueTask ListAsync(RestCall call)
    {
        if (!await call.TakesOnlyAsync(FilterParameters).ConfigureAwait(false))
            return;
        var open = call.Http.Request.Query.TryGetValue("open", out var text) ? text.ToString() : null;
        if (open is not (null or "true" or "false"))
        {
            await call.RefuseAsync(Problem.Malformed("open", "'open' is true or false.")).ConfigureAwait(false);
            return;
        }

        if (await MarketEndpoints.NumberAsync(call, "limit", DefaultLimit, 1, MaxLimit).ConfigureAwait(false) is not { } limit
            || await MarketEndpoints.NumberAsync(call, "after", 0, 0, long.MaxValue).ConfigureAwait(false) is not { } after)
            return;
        var owner = call.Key.Owner;
        var page = await call.Services.FanOut.AskAsync(
            views => (Page: Page(views.Baskets.All.Where(basket => basket.Started.Owner == owner && basket.Id.Value > after && (open is null || basket.IsLive == (open == "true"))).OrderBy(basket => basket.Id.Value), (int)limit), views.Sequence),
            call.Aborted).ConfigureAwait(false);
        await call.AnswerAsync(200, (page, call.Services), static (json, at) => WritePage(json, at.page.Page, at.page.Sequence, at.Services)).ConfigureAwait(false);
    }

    /// <summary>The first baskets, up to a number of them and of their legs; and whether there are more.</summary>
    private static (List<BasketPicture> Baskets, bool HasMore) Page(IEnumerable<BasketPicture> all, int limit)
    {
        var (page, legs) = (new List<BasketPicture>(), 0);
        foreach (var basket in all)
        {
            legs += basket.Legs.Count;
            if (page.Count == limit || (legs > PageLegs && page.Count != 0))
                return (page, true);
            page.Add(basket);
        }

        return (page, false);
    }

    /// <summary>All commands go into the ring one behind the other, and their journal writes together; the first that was refused says why.</summary>
    private static async ValueTask<(BasketId Id, Problem? Refusal)> SubmitAsync(RestCall call, BasketBody body, SessionId session)
    {
        var entered = new List<AwaitableCommand>();
        var owner = call.Key.Owner;
        var refused = Enter(body.Opening with { Owner = owner, Group = call.Key.Group, Session = session });
        // A basket's number is the sequence of what opened it, which is known as soon as that has its place in the ring.
        var id = refused == RejectReason.None ? new BasketId(entered[0].Sequence) : BasketId.None;
        for (var i = 0; i < body.Legs.Count && refused == RejectReason.None; i++)
            refused = Enter(body.Legs[i] with { Owner = owner, BasketId = id });
        if (refused == RejectReason.None && body.Schedule is { } schedule)
            refused = Enter(schedule with { Owner = owner, BasketId = id });
        if (refused == RejectReason.None)
            refused = Enter(Command.SubmitBasket(owner, id));
        var isOpen = refused != RejectReason.None && id != BasketId.None;
        call.Services.Intake.Attend();

        // What could not be sent whole is never submitted, and so never trades.
        Problem? problem = refused == RejectReason.None ? null : new Problem(refused, call.Services.Readiness.Reason);
        for (var i = 0; i < entered.Count; i++)
        {
            var waiter = entered[i];
            await waiter.Completion.ConfigureAwait(false);
            call.Services.Metrics.Answered(waiter);
            if (problem is null && OrderAnswer.TryGetProblem(waiter, call.Services.Directory, out var found))
                problem = found with { Detail = Detail(body, waiter, i), ClientOrderId = default };
            waiter.Return();
        }

        if (isOpen)
            await DropAsync(call, id).ConfigureAwait(false);
        return (id, problem);

        RejectReason Enter(Command command)
        {
            var waiter = AwaitableCommand.Rent();
            var reason = call.Services.Intake.Enter(in command, waiter);
            if (reason == RejectReason.None)
                entered.Add(waiter);
            else
                waiter.Return();
            return reason;
        }
    }

    /// <summary>What was begun and will not be submitted makes room at once. Where even this cannot be sent, the exchange does it by itself after ten seconds.</summary>
    private static async ValueTask DropAsync(RestCall call, BasketId id)
    {
        var waiter = AwaitableCommand.Rent();
        if (call.Services.Intake.Submit(Command.DropBasket(call.Key.Owner, id), waiter) == RejectReason.None)
            await waiter.Completion.ConfigureAwait(false);
        waiter.Return();
    }

    /// <summary>Which leg a refusal is about.</summary>
    private static string Detail(BasketBody body, AwaitableCommand waiter, int command)
    {
        if (waiter.Outcome == CommandOutcome.Unknown)
            return "The exchange stopped before the outcome was known; ask for the basket once it is back.";
        var instrument = waiter.First.Instrument;
        var leg = command >= 1 && command <= body.Legs.Count ? command - 1 : body.Legs.FindIndex(l => l.Instrument == instrument);
        // Said of market orders alone elsewhere.
        var title = waiter.First.RejectReason == RejectReason.InsufficientLiquidity ? "The books cannot fill it as asked for." : Refusals.Of(waiter.First.RejectReason).Title;
        return leg < 0 || instrument == InstrumentId.None ? title : $"Leg {leg}, {body.Instruments[leg].Symbol}: {title}";
    }

    /// <summary>It was executed, and so many others after it that nothing is known of it any more.</summary>
    private static ValueTask AnswerForgottenAsync(RestCall call, BasketId id, Text36 name) => call.AnswerAsync(201, (id, name), static (json, at) =>
    {
        json.WriteStartObject();
        json.WriteId("basket_order_id"u8, at.id.Value);
        if (!at.name.IsEmpty)
            json.WriteText("basket_id"u8, at.name);
        json.WriteEndObject();
    });

    private static ValueTask AnswerAsync(RestCall call, BasketPicture? basket, int status)
    {
        if (basket is null)
            return call.RefuseAsync(new Problem(RejectReason.UnknownBasket));
        return call.AnswerAsync(status, (basket, call.Services), static (json, at) =>
        {
            json.WriteStartObject();
            BasketAnswer.Write(json, at.basket, at.Services);
            json.WriteEndObject();
        });
    }

    private static void WritePage(Utf8JsonWriter json, (List<BasketPicture> Baskets, bool HasMore) page, long sequence, GatewayServices services)
    {
        json.WriteStartObject();
        json.WriteStartArray("basket_orders"u8);
        foreach (var basket in page.Baskets)
        {
            json.WriteStartObject();
            BasketAnswer.Write(json, basket, services);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNext(page.HasMore ? page.Baskets[^1].Id.Value : 0);
        json.WriteNumber("sequence"u8, sequence);
        json.WriteEndObject();
    }
}
