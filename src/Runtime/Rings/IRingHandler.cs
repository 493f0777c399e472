namespace Rialto.Runtime.Rings;

/// <summary>Takes messages off a ring. Implemented by structs, so that the calls are direct.</summary>
public interface IRingHandler<T> where T : unmanaged
{
    /// <summary>One message. The reference is valid during the call only; the handler may write to it.</summary>
    /// <param name="item">The message in its slot.</param>
    /// <param name="position">Its position, from 0 without a gap.</param>
    void On(ref T item, long position);
}
