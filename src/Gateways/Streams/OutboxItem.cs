using Rialto.Gateways.Views;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Units;

namespace Rialto.Gateways.Streams;

/// <summary>What a message in a connection's queue is.</summary>
internal enum OutboxKind : byte
{
    /// <summary>A public trade.</summary>
    Trade,

    /// <summary>A change of the book by order.</summary>
    BookOrder,

    /// <summary>The book by order, whole; <see cref="OutboxItem.Payload"/> is it.</summary>
    BookOrders,

    /// <summary>An event of one of the owner's orders.</summary>
    Order,

    /// <summary>The same for the maker of a trade.</summary>
    MakerFill,

    /// <summary>An event of one of the owner's algo orders.</summary>
    Algo,

    /// <summary>A leg of one of the owner's baskets is entered.</summary>
    Basket,

    /// <summary>A notice of a guard; <see cref="OutboxItem.Instrument"/> is null where it is about all.</summary>
    Halt,

    /// <summary>An event of the owner's account.</summary>
    Balance,

    /// <summary>The owner's balances, whole; <see cref="OutboxItem.Payload"/> is it.</summary>
    Balances,

    /// <summary>What became of the owner's margin; <see cref="OutboxItem.Payload"/> is the picture of a position, where it is about one.</summary>
    Position,

    /// <summary>The owner's positions, whole; <see cref="OutboxItem.Payload"/> is it.</summary>
    Positions,

    /// <summary>A contract's mark, funding or settlement; <see cref="OutboxItem.Payload"/> is its picture.</summary>
    Mark,

    /// <summary>A command of this connection is done; <see cref="OutboxItem.Payload"/> is it.</summary>
    Response,

    /// <summary>A text that is ready; <see cref="OutboxItem.Payload"/> is its bytes.</summary>
    Text,

    /// <summary>A binary message that is ready; <see cref="OutboxItem.Payload"/> is its bytes.</summary>
    Binary,
}

/// <summary>One message that waits for a connection's sender.</summary>
internal struct OutboxItem
{
    public OutboxKind Kind;
    public Instrument? Instrument;
    public object? Payload;
    public Text36 ClientOrderId;
    public ExchangeEvent Event;
    public BookOrderChange Change;
}
