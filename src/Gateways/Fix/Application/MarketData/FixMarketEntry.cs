using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Gateways.Fix.Application.MarketData;

/// <summary>One entry of a refresh: a level, or a trade.</summary>
/// <param name="Action">MDUpdateAction.</param>
/// <param name="Type">MDEntryType.</param>
/// <param name="Price">Its price.</param>
/// <param name="Quantity">What it shows, or what traded.</param>
/// <param name="Orders">How many orders a level has.</param>
/// <param name="TradeId">Of a trade: its number.</param>
/// <param name="Side">Of a trade: the taker's side.</param>
internal readonly record struct FixMarketEntry(char Action, char Type, Price Price, Quantity Quantity, int Orders, TradeId TradeId, Side Side)
{
    public const char New = '0';
    public const char Change = '1';
    public const char Delete = '2';
    public const char Trade = '2';

    public static char TypeOf(Side side) => side == Side.Buy ? '0' : '1';

    public static FixMarketEntry Level(char action, Side side, Price price, Quantity quantity, int orders) => new(action, TypeOf(side), price, quantity, orders, default, default);
}
