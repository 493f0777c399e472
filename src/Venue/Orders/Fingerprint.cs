using Rialto.Model.Orders;

namespace Rialto.Venue.Orders;

/// <summary>What makes two submissions the same order (matching.md, section 2).</summary>
internal readonly record struct Fingerprint(
    int Instrument, Side Side, ushort Terms, int Group, long Price, long Quantity, long DisplayQuantity, long TriggerPrice, long ExpireTime)
{
    public static Fingerprint Of(in Command command) => new(
        command.Instrument.Value, command.Side, command.Terms.Bits, command.Group.Value, command.Price.Units, command.Quantity.Units,
        command.DisplayQuantity.Units, command.TriggerPrice.Units, command.ExpireTime.Nanoseconds);
}
