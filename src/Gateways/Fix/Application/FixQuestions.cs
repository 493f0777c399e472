using System.Globalization;
using Rialto.Gateways.Auth;
using Rialto.Gateways.Fix.Application.MarketData;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Fix;

namespace Rialto.Gateways.Fix.Application;

/// <summary>
/// Everything a session asks that is no order. What the answer needs is copied out of the message here, on the session's reader; the answer is written on the fan-out thread, between two commands. Cold.
/// </summary>
internal sealed class FixQuestions(GatewayServices services, FixHub hub)
{
    private const int MaxIdBytes = 64;
    private const int MaxSymbols = 1_000;

    private readonly FixRefusals _refusals = new();

    public void Ask(FixTrader trader, FixMessage message, ReadOnlySpan<byte> type)
    {
        if (!trader.Link.Key.May(Permissions.Read))
        {
            trader.Link.Send(_refusals.Business(message, 0, 6, "The key needs the permission read.", RejectReason.Forbidden));
            return;
        }

        switch (type)
        {
            case [(byte)'H']:
                AskStatus(trader, message);
                break;
            case [(byte)'A', (byte)'F']:
                AskStatuses(trader, message);
                break;
            case [(byte)'V']:
                AskMarket(trader, message);
                break;
            case [(byte)'x']:
                AskSecurities(trader, message);
                break;
            case [(byte)'e']:
                AskSecurityStatus(trader, message);
                break;
            case [(byte)'g']:
                AskSession(trader, message);
                break;
            case [(byte)'A', (byte)'D']:
                AskTrades(trader, message);
                break;
            default:
                trader.Link.Send(_refusals.Business(message, 0, 3, "The exchange sends such messages and does not take them."));
                break;
        }
    }

    private void AskStatus(FixTrader trader, FixMessage message)
    {
        FixOrderEntry.TryOrderId(message, out var order);
        FixOrderEntry.TryName(message, Tag.ClOrdId, out var name);
        FixOrderEntry.TryName(message, Tag.Symbol, out var symbol);
        var (side, sentName) = (message.TryChar(Tag.Side, out var given) ? given : '1', Copy(message, Tag.ClOrdId));
        if (!TryId(trader, message, Tag.OrdStatusReqId, out var id, isOptional: true))
            return;
        trader.WaitForAnswers();
        Post(() => hub.TellStatus(trader, new FixStatusRequest(order, name, sentName, symbol, side, id)));
    }

    private void AskStatuses(FixTrader trader, FixMessage message)
    {
        var symbol = Text36.Empty;
        if (!TryId(trader, message, Tag.MassStatusReqId, out var id) || (message.TryChar(Tag.MassStatusReqType, out var type) && type == '1' && !TrySymbol(trader, message, Tag.MassStatusReqId, out symbol)))
            return;
        trader.WaitForAnswers();
        Post(() => hub.TellStatuses(trader, id, symbol));
    }

    private void AskMarket(FixTrader trader, FixMessage message)
    {
        if (!TryId(trader, message, Tag.MdReqId, out var id))
            return;
        var refusal = FixMarketRequest.TryRead(message, services.Directory, id, MaxSymbols, out var request);
        if (refusal.Text is { } text)
            trader.Link.Send(_refusals.Market(id, refusal.Reason, text));
        else
            Post(() => hub.Market.Take(trader, request!));
    }

    private void AskSecurities(FixTrader trader, FixMessage message)
    {
        if (!TryId(trader, message, Tag.SecurityReqId, out var id))
            return;
        var isOne = message.TryInt(Tag.SecurityListRequestType, out var type) && type == 0;
        var found = isOne ? FixOrderEntry.InstrumentOf(message, services.Directory) is { } one ? [one] : [] : services.Directory.All;
        FixListings.Send(trader.Link, id, found, services.Views.Accounts.Assets);
    }

    private void AskSecurityStatus(FixTrader trader, FixMessage message)
    {
        if (!TryId(trader, message, Tag.SecurityStatusReqId, out var id) || !TrySymbol(trader, message, Tag.SecurityStatusReqId, out var symbol))
            return;
        message.TryChar(Tag.SubscriptionRequestType, out var type);
        Post(() => hub.Statuses.AskSecurity(trader, id, symbol, type));
    }

    private void AskSession(FixTrader trader, FixMessage message)
    {
        if (!TryId(trader, message, Tag.TradSesReqId, out var id))
            return;
        message.TryChar(Tag.SubscriptionRequestType, out var type);
        var isKnown = !message.TryGet(Tag.TradingSessionId, out var session) || session.SequenceEqual(FixStatuses.TradingSessionId);
        Post(() => hub.Statuses.AskSession(trader, id, type, isKnown));
    }

    private void AskTrades(FixTrader trader, FixMessage message)
    {
        var symbol = Text36.Empty;
        if (!TryId(trader, message, Tag.TradeRequestId, out var id) || (message.Has(Tag.Symbol) && !TrySymbol(trader, message, Tag.TradeRequestId, out symbol)))
            return;
        FixOrderEntry.TryOrderId(message, out var order);
        FixOrderEntry.TryName(message, Tag.ClOrdId, out var name);
        var type = message.TryChar(Tag.SubscriptionRequestType, out var given) ? given : '0';
        trader.WaitForAnswers();
        Post(() => hub.Trades.Take(trader, new FixTradeRequest(id, type, symbol, order, name)));
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

    // Nobody waits for it: what is asked next comes behind it, and a fan-out that has ended answers nobody.
    private void Post(Action action) => _ = services.FanOut.AskAsync(
        _ =>
        {
            action();
            return true;
        },
        CancellationToken.None);
}
