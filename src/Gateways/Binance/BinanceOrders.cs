using System.Text.Json;
using Rialto.Gateways.Views;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Binance;

/// <summary>Orders: place, test, cancel, cancel all of a symbol, amend, cancel and replace.</summary>
internal static class BinanceOrders
{
    private const string Success = "SUCCESS";
    private const string Failure = "FAILURE";
    private const string NotAttempted = "NOT_ATTEMPTED";
    private const string Unknown = "UNKNOWN";

    public static async ValueTask<BinanceAnswer> PlaceAsync(BinanceCall call)
    {
        var order = BinanceNewOrder.Read(call);
        if (call.Parameters.Refusal is { } refusal)
            return refusal;
        return await EnterAsync(call, order!).ConfigureAwait(false);
    }

    /// <summary>Checks an order as it would be entered, as far as that can be known without entering it: not its cover, and not what it would meet.</summary>
    public static async ValueTask<BinanceAnswer> TestAsync(BinanceCall call)
    {
        var order = BinanceNewOrder.Read(call);
        var tellsRates = call.Parameters.Flag("computeCommissionRates");
        if (call.Parameters.Refusal is { } refusal)
            return refusal;
        var (id, owner, now) = (order!.Symbol.Instrument.Id, call.Owner, call.Binance.Gateways.Now);
        var (refused, rates) = await call.Binance.AskAsync(call, views =>
            (BinanceOrderCheck.Of(views, order.Command), BinanceCommission.RatesOf(views, views.Find(id)!, owner, now))).ConfigureAwait(false);
        if (refused != RejectReason.None)
            return BinanceRefusals.Of(refused);
        return BinanceAnswer.Of(json =>
        {
            json.WriteStartObject();
            if (tellsRates)
                BinanceCommission.WriteForOrder(json, rates);
            json.WriteEndObject();
        });
    }

    public static async ValueTask<BinanceAnswer> CancelAsync(BinanceCall call)
    {
        var parameters = call.Parameters;
        var wanted = BinanceOrderName.Read(call, "orderId", "origClientOrderId");
        var cancelName = parameters.ClientOrderId("newClientOrderId");
        var restriction = RestrictionOf(parameters);
        if (parameters.Refusal is { } refusal)
            return refusal;
        return await CancelAsync(call, wanted!, cancelName, restriction).ConfigureAwait(false);
    }

    /// <summary>All live orders of a symbol, at one stroke.</summary>
    public static async ValueTask<BinanceAnswer> CancelAllAsync(BinanceCall call)
    {
        var symbol = call.Parameters.Symbol(call.Binance.Symbols);
        if (call.Parameters.Refusal is { } refusal)
            return refusal;
        var (owner, id) = (call.Owner, symbol!.Instrument.Id);
        var (done, refused) = await BinanceExecution.SubmitAsync(call, Command.MassCancel(owner, id, MassCancelScope.Owner)).ConfigureAwait(false);
        if (done is null)
            return refused!;
        List<OrderPicture> canceled;
        try
        {
            canceled = await call.Binance.AskAsync(call, views => EndedAt(views, owner, id, done.Sequence)).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The command is done, but what it did cannot be told any more.
            return BinanceError.OutcomeUnknown;
        }

        if (canceled.Count == 0)
            return BinanceError.UnknownToCancel;
        return BinanceAnswer.Of(json =>
        {
            json.WriteStartArray();
            foreach (var order in canceled)
                BinanceOrderText.WriteCanceled(json, in order, symbol, BinanceNewOrder.MakeClientOrderId(), done.Time, call.Microseconds);
            json.WriteEndArray();
        });
    }

    /// <summary>Makes an order smaller; it keeps its place. The total that is asked for includes what has been executed.</summary>
    public static async ValueTask<BinanceAnswer> AmendAsync(BinanceCall call)
    {
        var parameters = call.Parameters;
        var wanted = BinanceOrderName.Read(call, "orderId", "origClientOrderId");
        var newName = parameters.ClientOrderId("newClientOrderId");
        parameters.Text("newQty");
        var quantity = wanted is null ? 0 : parameters.Decimal("newQty", wanted.Symbol.Instrument.QuantityScale);
        if (parameters.Error is null && quantity <= 0)
            parameters.Refuse(new BinanceError(-1013, "Invalid quantity."));
        if (parameters.Refusal is { } refusal)
            return refusal;
        if (await call.Binance.AskAsync(call, wanted!.Find).ConfigureAwait(false) is not { IsLive: true } before)
            return new BinanceError(-2038, BinanceError.UnknownToCancel.Message);
        if (WhyNotAmend(in before, quantity) is { } reason)
            return new BinanceError(-2038, reason);
        var command = new Command
        {
            Kind = CommandKind.ReplaceOrder,
            Owner = call.Owner,
            OrderId = before.OrderId,
            Quantity = new Quantity(quantity),
            Text = newName.IsEmpty ? BinanceNewOrder.MakeClientOrderId() : newName,
        };
        var (done, refused) = await BinanceExecution.SubmitAsync(call, command).ConfigureAwait(false);
        if (done is null)
            return refused!;
        // A fill came between the look at the order and the command.
        if (done.First == EventKind.OrderCanceled)
            return new BinanceError(-2038, "Order amend came when as much was executed; the order was canceled.");
        return BinanceAnswer.Of(json => BinanceOrderText.WriteAmended(json, done, wanted.Symbol, before.ClientOrderId, call.Microseconds));
    }

    /// <summary>Cancels an order and enters another, one after the other: two commands, between which others may come.</summary>
    public static async ValueTask<BinanceAnswer> CancelReplaceAsync(BinanceCall call)
    {
        var parameters = call.Parameters;
        var mode = parameters.Text("cancelReplaceMode");
        if (mode is not ("STOP_ON_FAILURE" or "ALLOW_FAILURE"))
            parameters.Refuse(BinanceError.InvalidParameter("cancelReplaceMode"));
        var wanted = BinanceOrderName.Read(call, "cancelOrderId", "cancelOrigClientOrderId");
        var cancelName = parameters.ClientOrderId("cancelNewClientOrderId");
        var restriction = RestrictionOf(parameters);
        var overLimit = parameters.Has("orderRateLimitExceededMode") ? parameters["orderRateLimitExceededMode"] : "DO_NOTHING";
        if (overLimit is not ("DO_NOTHING" or "CANCEL_ONLY"))
            parameters.Refuse(BinanceError.InvalidParameter("orderRateLimitExceededMode"));
        var order = BinanceNewOrder.Read(call);
        if (parameters.Refusal is { } refusal)
            return refusal;

        var limited = call.Binance.Limits.CountOrder(call.Owner, out var count);
        call.OrderCount = count;
        if (limited is not null && overLimit == "DO_NOTHING")
            return limited;
        var canceled = await CancelAsync(call, wanted!, cancelName, restriction).ConfigureAwait(false);
        // Whether the first order is gone nobody knows: a second one beside it is not what was asked for.
        if (canceled.Error == BinanceError.OutcomeUnknown)
            return canceled;
        var isAttempted = canceled.Error is null || mode == "ALLOW_FAILURE";
        var placed = !isAttempted ? default(BinanceAnswer?) : limited is not null ? limited : await EnterSecondAsync(call, order!).ConfigureAwait(false);
        void Write(Utf8JsonWriter json)
        {
            json.WriteStartObject();
            json.WriteString("cancelResult"u8, canceled.Error is null ? Success : Failure);
            json.WriteString("newOrderResult"u8, placed is null ? NotAttempted : WordOf(placed.Value.Error));
            json.WritePropertyName("cancelResponse"u8);
            WritePart(json, canceled);
            json.WritePropertyName("newOrderResponse"u8);
            WritePart(json, placed);
            json.WriteEndObject();
        }

        if (canceled.Error is null && placed?.Error is null)
            return BinanceAnswer.Of(Write);
        if (placed?.Error == BinanceError.OutcomeUnknown)
            return BinanceError.OutcomeUnknown with { Data = Write };
        var isHalfDone = canceled.Error is null || placed is { Error: null };
        return isHalfDone
            ? new BinanceError(-2021, "Order cancel-replace partially failed.", 409) { Data = Write }
            : new BinanceError(-2022, "Order cancel-replace failed.", placed?.Error?.Status is 429 ? 429 : 400) { Data = Write };
    }

    private static string WordOf(BinanceError? error) => error is null ? Success : error == BinanceError.OutcomeUnknown ? Unknown : Failure;

    // What comes before the command may find the exchange stopped: the order is not entered, and what became of the first must be told all the same.
    private static async ValueTask<BinanceAnswer> EnterSecondAsync(BinanceCall call, BinanceNewOrder order)
    {
        try
        {
            return await EnterCountedAsync(call, order).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return BinanceError.ShuttingDown;
        }
    }

    private static async ValueTask<BinanceAnswer> EnterAsync(BinanceCall call, BinanceNewOrder order)
    {
        var limited = call.Binance.Limits.CountOrder(call.Owner, out var count);
        call.OrderCount = count;
        return limited is not null ? limited : await EnterCountedAsync(call, order).ConfigureAwait(false);
    }

    private static async ValueTask<BinanceAnswer> EnterCountedAsync(BinanceCall call, BinanceNewOrder order)
    {
        var (done, refused) = await BinanceExecution.SubmitAsync(call, await BinanceProtection.AddAsync(call, order).ConfigureAwait(false)).ConfigureAwait(false);
        if (done is null)
            return refused!;
        var paidIn = BinanceCatalog.AssetsOf(order.Symbol.Instrument, call.Binance.Gateways.Views.Accounts.Assets).Quote;
        return BinanceAnswer.Of(json => BinanceOrderText.WritePlaced(json, done, order.Symbol, order.Response, paidIn, call.Microseconds));
    }

    private static async ValueTask<BinanceAnswer> CancelAsync(BinanceCall call, BinanceOrderName wanted, Text36 cancelName, OrderStatus? restriction)
    {
        // The exchange cancels by number or name alone; that the order is of this symbol is Binance's to ask.
        if (await call.Binance.AskAsync(call, wanted.Find).ConfigureAwait(false) is not { IsLive: true } before)
            return BinanceError.UnknownToCancel;
        if (restriction is { } only && (before.Status == OrderStatus.PartiallyFilled) != (only == OrderStatus.PartiallyFilled))
            return new BinanceError(-2011, "Order was not canceled due to cancel restrictions.");
        var command = new Command { Kind = CommandKind.CancelOrder, Owner = call.Owner, OrderId = before.OrderId };
        var (done, refused) = await BinanceExecution.SubmitAsync(call, command).ConfigureAwait(false);
        if (done is null)
            return refused!;
        var name = cancelName.IsEmpty ? BinanceNewOrder.MakeClientOrderId() : cancelName;
        return BinanceAnswer.Of(json =>
        {
            var order = done.Order;
            BinanceOrderText.WriteCanceled(json, in order, wanted.Symbol, name, done.Time, call.Microseconds);
        });
    }

    private static OrderStatus? RestrictionOf(BinanceParameters parameters)
    {
        if (!parameters.Has("cancelRestrictions"))
            return null;
        switch (parameters["cancelRestrictions"])
        {
            case "ONLY_NEW":
                return OrderStatus.Open;
            case "ONLY_PARTIALLY_FILLED":
                return OrderStatus.PartiallyFilled;
        }

        parameters.Refuse(new BinanceError(-1145, "Invalid cancelRestrictions"));
        return null;
    }

    private static string? WhyNotAmend(in OrderPicture order, long quantity) => quantity switch
    {
        _ when order.Terms.QuoteQuantity => "Order amend is not supported for this symbol.",
        _ when quantity > order.Quantity.Units => "Order amend (quantity increase) is not supported.",
        _ when quantity == order.Quantity.Units => "The requested action would change no state; rejecting.",
        // The exchange would cancel the order: what is executed, was reduced, or met the owner's own orders is gone from its total.
        _ when quantity <= order.Quantity.Units - order.Leaves.Units => "Order amend (quantity at or below what is executed) is not supported.",
        _ => null,
    };

    // Orders that a command ended stand at the end of their owner's list of ended ones.
    private static List<OrderPicture> EndedAt(ExchangeViews views, OwnerId owner, Model.Instruments.InstrumentId instrument, long sequence)
    {
        var ended = new List<OrderPicture>();
        for (var order = views.Orders.Finished(owner)?.Last; order is not null && order.Picture.UpdatedSequence >= sequence; order = order.OwnerPrevious)
        {
            if (order.Picture.UpdatedSequence == sequence && order.Picture.Instrument.Id == instrument)
                ended.Add(order.Picture);
        }

        ended.Reverse();
        return ended;
    }

    private static void WritePart(Utf8JsonWriter json, BinanceAnswer? part)
    {
        if (part is not { } answer)
            json.WriteNullValue();
        else if (answer.Error is { } error)
            error.Write(json);
        else
            answer.Write!(json);
    }
}
