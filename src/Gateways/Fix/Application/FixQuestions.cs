using System.Globalization;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Fix.Application.MarketData;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application;

/// <summary>
/// Everything a session asks that is no order. What the answer needs is copied out of the message here, on the session's reader; the answer is written on the fan-out thread, between two commands, a long one in
/// pieces. The reader waits for each piece, and holds no thread meanwhile: so a session has one piece at a time before the fan-out, whatever it asks, and others' orders pass in between. Cold.
/// </summary>
internal sealed class FixQuestions(GatewayServices services, FixHub hub)
{
    private const int MaxIdBytes = 64;
    private const int MaxSymbols = 1_000;

    /// <summary>Reports of a piece, and instruments of one.</summary>
    private const int ReportsAtOnce = 64;
    private const int InstrumentsAtOnce = 8;

    /// <summary>Questions that look at all orders of an owner, or at whole books, a second and at once.</summary>
    private const int SweepsPerSecond = 10;
    private const int SweepsAtOnce = 20;

    private readonly FixRefusals _refusals = new();
    private readonly TokenBucket _sweeps = new(SweepsPerSecond, SweepsAtOnce, TimeSpan.TicksPerSecond);

    /// <summary>Answers, or refuses; complete once the answer is on its way.</summary>
    public ValueTask AskAsync(FixTrader trader, FixMessage message)
    {
        if (!trader.Link.Key.May(Permissions.Read))
            return Refuse(trader, _refusals.Business(message, 0, 6, "The key needs the permission read.", RejectReason.Forbidden));
        return message.MsgType switch
        {
            [(byte)'H'] => AskStatus(trader, message),
            [(byte)'A', (byte)'F'] => AskStatuses(trader, message),
            [(byte)'V'] => AskMarket(trader, message),
            [(byte)'x'] => AskSecurities(trader, message),
            [(byte)'e'] => AskSecurityStatus(trader, message),
            [(byte)'g'] => AskSession(trader, message),
            [(byte)'A', (byte)'D'] => AskTrades(trader, message),
            _ => Refuse(trader, _refusals.Business(message, 0, 3, "The exchange sends such messages and does not take them.")),
        };
    }

    private ValueTask AskStatus(FixTrader trader, FixMessage message)
    {
        FixOrderEntry.TryOrderId(message, out var order);
        FixOrderEntry.TryName(message, Tag.ClOrdId, out var name);
        FixOrderEntry.TryName(message, Tag.Symbol, out var symbol);
        var (side, sentName) = (message.TryChar(Tag.Side, out var given) ? given : '1', Copy(message, Tag.ClOrdId));
        return TryId(trader, message, Tag.OrdStatusReqId, out var id, isOptional: true)
            ? AnswerAsync(trader, () => hub.TellStatus(trader, new FixStatusRequest(order, name, sentName, symbol, side, id))) : ValueTask.CompletedTask;
    }

    private ValueTask AskStatuses(FixTrader trader, FixMessage message)
    {
        var symbol = Text36.Empty;
        if (!TryId(trader, message, Tag.MassStatusReqId, out var id) || (message.TryChar(Tag.MassStatusReqType, out var type) && type == '1' && !TrySymbol(trader, message, Tag.MassStatusReqId, out symbol)))
            return ValueTask.CompletedTask;
        return MaySweep(trader, message, Tag.MassStatusReqId) ? AnswerAsync() : ValueTask.CompletedTask;

        async ValueTask AnswerAsync()
        {
            await trader.WaitForAnswersAsync().ConfigureAwait(false);
            var found = await PostAsync(() => hub.LiveOf(trader, symbol)).ConfigureAwait(false);
            for (var from = 0; from == 0 || from < found.Count; from += ReportsAtOnce)
            {
                if (!await trader.Link.WaitForRoomAsync().ConfigureAwait(false))
                    return;
                await PostAsync(() => hub.TellStatuses(trader, id, symbol, found, from, ReportsAtOnce)).ConfigureAwait(false);
            }
        }
    }

    private ValueTask AskMarket(FixTrader trader, FixMessage message)
    {
        if (!TryId(trader, message, Tag.MdReqId, out var id))
            return ValueTask.CompletedTask;
        var refusal = FixMarketRequest.TryRead(message, services.Directory, id, MaxSymbols, out var request);
        if (refusal.Text is { } text)
            return Refuse(trader, _refusals.Market(id, refusal.Reason, text));
        // Each builds whole books; ending a subscription costs nothing.
        var isEnd = message.TryChar(Tag.SubscriptionRequestType, out var type) && type == '2';
        return isEnd || MaySweep(trader, message, Tag.MdReqId) ? AnswerAsync() : ValueTask.CompletedTask;

        async ValueTask AnswerAsync()
        {
            if (!await PostAsync(() => hub.Market.Take(trader, request!)).ConfigureAwait(false))
                return;
            for (var from = 0; from < request!.Instruments.Count; from += InstrumentsAtOnce)
            {
                if (!await trader.Link.WaitForRoomAsync().ConfigureAwait(false))
                    return;
                await PostAsync(() => hub.Market.Begin(trader, request, from, InstrumentsAtOnce)).ConfigureAwait(false);
            }
        }
    }

    private ValueTask AskSecurities(FixTrader trader, FixMessage message)
    {
        if (!TryId(trader, message, Tag.SecurityReqId, out var id))
            return ValueTask.CompletedTask;
        var isOne = message.TryInt(Tag.SecurityListRequestType, out var type) && type == 0;
        var found = isOne ? FixOrderEntry.InstrumentOf(message, services.Directory) is { } one ? [one] : [] : services.Directory.All;
        return FixListings.SendAsync(trader.Link, id, found, services.Views.Accounts.Assets);
    }

    private ValueTask AskSecurityStatus(FixTrader trader, FixMessage message)
    {
        if (!TryId(trader, message, Tag.SecurityStatusReqId, out var id) || !TrySymbol(trader, message, Tag.SecurityStatusReqId, out var symbol))
            return ValueTask.CompletedTask;
        message.TryChar(Tag.SubscriptionRequestType, out var type);
        return new ValueTask(PostAsync(() => hub.Statuses.AskSecurity(trader, id, symbol, type)));
    }

    private ValueTask AskSession(FixTrader trader, FixMessage message)
    {
        if (!TryId(trader, message, Tag.TradSesReqId, out var id))
            return ValueTask.CompletedTask;
        message.TryChar(Tag.SubscriptionRequestType, out var type);
        var isKnown = !message.TryGet(Tag.TradingSessionId, out var session) || session.SequenceEqual(FixStatuses.TradingSessionId);
        return new ValueTask(PostAsync(() => hub.Statuses.AskSession(trader, id, type, isKnown)));
    }

    private ValueTask AskTrades(FixTrader trader, FixMessage message)
    {
        var symbol = Text36.Empty;
        if (!TryId(trader, message, Tag.TradeRequestId, out var id) || (message.Has(Tag.Symbol) && !TrySymbol(trader, message, Tag.TradeRequestId, out symbol)))
            return ValueTask.CompletedTask;
        FixOrderEntry.TryOrderId(message, out var order);
        FixOrderEntry.TryName(message, Tag.ClOrdId, out var name);
        var type = message.TryChar(Tag.SubscriptionRequestType, out var given) ? given : '0';
        var request = new FixTradeRequest(id, type, symbol, order, name);
        return type == '2' || MaySweep(trader, message, Tag.TradeRequestId) ? AnswerAsync() : ValueTask.CompletedTask;

        async ValueTask AnswerAsync()
        {
            await trader.WaitForAnswersAsync().ConfigureAwait(false);
            var found = await PostAsync(() => hub.Trades.Take(trader, request)).ConfigureAwait(false);
            for (var from = 0; from < found.Count; from += ReportsAtOnce)
            {
                if (!await trader.Link.WaitForRoomAsync().ConfigureAwait(false))
                    return;
                await PostAsync(() => hub.Trades.SendFound(trader, request, found, from, ReportsAtOnce)).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask AnswerAsync(FixTrader trader, Action answer)
    {
        await trader.WaitForAnswersAsync().ConfigureAwait(false);
        await PostAsync(answer).ConfigureAwait(false);
    }

    private bool MaySweep(FixTrader trader, FixMessage message, int idTag)
    {
        if (_sweeps.TryTake(services.Clock.GetUtcNow().Ticks, out _))
            return true;
        trader.Link.Send(_refusals.Business(message, idTag, 0, string.Create(CultureInfo.InvariantCulture, $"More than {SweepsPerSecond} such questions a second."), RejectReason.RateLimited));
        return false;
    }

    private static ValueTask Refuse(FixTrader trader, FixWriter refusal)
    {
        trader.Link.Send(refusal);
        return ValueTask.CompletedTask;
    }

    private bool TrySymbol(FixTrader trader, FixMessage message, int idTag, out Text36 symbol)
    {
        if (FixOrderEntry.TryName(message, Tag.Symbol, out symbol) && services.Directory.Find(symbol) is not null)
            return true;
        trader.Link.Send(_refusals.Business(message, idTag, 2, "There is no such instrument.", RejectReason.UnknownInstrument));
        return false;
    }

    private bool TryId(FixTrader trader, FixMessage message, int tag, out byte[] id, bool isOptional = false)
    {
        id = Copy(message, tag);
        if (id.Length is > 0 and <= MaxIdBytes || (isOptional && id.Length == 0))
            return true;
        trader.Link.Send(_refusals.Business(message, 0, 0, string.Create(CultureInfo.InvariantCulture, $"Tag {tag} has more than {MaxIdBytes} characters.")));
        return false;
    }

    private static byte[] Copy(FixMessage message, int tag) => message.TryGet(tag, out var text) ? text.ToArray() : [];

    private Task<bool> PostAsync(Action action) => PostAsync(() =>
    {
        action();
        return true;
    });

    private Task<T> PostAsync<T>(Func<T> ask) => services.FanOut.AskAsync(_ => ask(), CancellationToken.None);
}
