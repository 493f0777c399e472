using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;
using Rialto.Venue.Books;
using Rialto.Venue.Orders;

namespace Rialto.Venue.Snapshots;

/// <summary>A live order as it was read, before it is put back.</summary>
internal struct SavedOrder
{
    public OrderList List;
    public long OrderId;
    public int Owner;
    public int Session;
    public int Group;
    public OrderTerms Terms;
    public long Price;
    public long Leaves;
    public long Display;
    public long Traded;
    public long Total;
    public long Placed;
    public Text36 ClientOrderId;
    public bool HasExtras;
    public OrderExtras Extras;
    public Book Book;

    public readonly bool IsStop => List >= OrderList.BuyStops;

    public readonly Side Side => List is OrderList.Bids or OrderList.BuyStops ? Side.Buy : Side.Sell;

    /// <summary>Where it stands in its list: the smaller comes first.</summary>
    public readonly (long First, long Second) Key => List switch
    {
        OrderList.Bids => (-Price, Placed),
        OrderList.Asks => (Price, Placed),
        OrderList.BuyStops => (Extras.TriggerPrice, Placed),
        _ => (-Extras.TriggerPrice, Placed),
    };

    public static SavedOrder Read(FieldReader from, Book book, OrderList list)
    {
        var marks = (SavedMarks)from.Read<byte>();
        var order = new SavedOrder
        {
            List = list,
            Book = book,
            OrderId = from.Read<long>(),
            Owner = from.Read<int>(),
            Session = from.Read<int>(),
            Group = from.Read<int>(),
            Terms = new OrderTerms(from.Read<ushort>()),
            Price = from.Read<long>(),
            Leaves = from.Read<long>(),
            Display = from.Read<long>(),
            Traded = from.Read<long>(),
            Total = from.Read<long>(),
            Placed = from.Read<long>(),
            HasExtras = (marks & SavedMarks.Extras) != 0,
        };
        if ((marks & SavedMarks.Named) != 0)
            order.ClientOrderId = from.Read<Text36>();
        if (order.HasExtras)
        {
            order.Extras = new OrderExtras
            {
                DisplayQuantity = from.Read<long>(),
                TriggerPrice = from.Read<long>(),
                End = from.Read<long>(),
                AskedPrice = from.Read<long>(),
                AskedQuantity = from.Read<long>(),
                AskedDisplay = from.Read<long>(),
                AskedTrigger = from.Read<long>(),
                AskedExpireTime = from.Read<long>(),
            };
        }

        return order;
    }

    /// <summary>True where an order of the exchange can look like this; a well-meant check, since checksums have spoken before.</summary>
    public readonly bool IsPossible(long lastOrderId, long lastPlaced) =>
        OrderId >= 1 && OrderId <= lastOrderId && Placed >= 1 && Placed <= lastPlaced
        && Owner >= 1 && Session >= 0 && Terms.IsWellFormed && ClientOrderId.IsWellFormed
        && Leaves is >= 1 and <= Quantity.MaxUnits && Total is >= 1 and <= Quantity.MaxUnits && Traded is >= 0 and <= Quantity.MaxUnits
        && Price is >= 0 and <= Model.Units.Price.MaxUnits && Book.Tick.Divides(Price)
        && (IsStop
            ? Display == 0 && HasExtras && Extras.TriggerPrice is >= 1 and <= Model.Units.Price.MaxUnits
            : Display >= 1 && Display <= Leaves && Price >= 1);
}
