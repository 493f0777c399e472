namespace Rialto.Trading.Legs;

/// <summary>Which leg of which set an order belongs to, as the order's tag: 40 bits of generation, 8 of the slot, 7 of the leg, one whether it walks back. Never zero.</summary>
internal readonly record struct LegTag(long Generation, int Slot, int Leg, bool IsBack)
{
    public long Value => (Generation << 16) | ((long)Slot << 8) | ((long)Leg << 1) | (IsBack ? 1L : 0);

    public static LegTag Of(long value) => new(value >> 16, (int)(value >> 8) & 0xff, (int)(value >> 1) & 0x7f, (value & 1) != 0);
}
