namespace Rialto.Load.Serving;

/// <summary>One way of sending an order and waiting for its answer.</summary>
internal interface ITrip : IDisposable
{
    /// <summary>Its name in reports.</summary>
    string Name { get; }

    /// <summary>The next request; not part of what is timed.</summary>
    byte[] Prepare();

    /// <summary>Sends it.</summary>
    void Send(byte[] request);

    /// <summary>Returns once the answer is there.</summary>
    void Receive();

    /// <summary>There and back.</summary>
    void Go(byte[] request)
    {
        Send(request);
        Receive();
    }
}
