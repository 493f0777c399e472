using System.Net;
using System.Net.Sockets;
using Rialto.Wire.Multicast;

namespace Rialto.Gateways.Multicast;

/// <summary>Asks a sender for books or listings. Every step has a deadline, so that a sender that stops half-way costs its time and no more.</summary>
public static class SnapshotClient
{
    private const int SliceBytes = 1 << 18;

    /// <summary>Asks once, on a connection of its own. Never throws for what comes over the wire.</summary>
    /// <param name="sender">Where snapshots are answered.</param>
    /// <param name="request">What for.</param>
    /// <param name="patience">How long each step may take; null for the default.</param>
    /// <param name="time">Whose time; null for the system's.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public static async Task<SnapshotReply> AskAsync(
        EndPoint sender, SnapshotRequest request, SnapshotPatience? patience = null, TimeProvider? time = null, CancellationToken cancellationToken = default)
    {
        patience ??= SnapshotPatience.Default;
        time ??= TimeProvider.System;
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            var frame = new byte[SnapshotRequest.FrameBytes];
            request.Encode(frame);
            await InTime(
                async stop =>
                {
                    await socket.ConnectAsync(sender, stop);
                    await socket.SendAsync(frame, SocketFlags.None, stop); // 16 bytes: the system takes them at once
                    return true;
                },
                patience.Connect);
            var header = new byte[SnapshotAnswer.HeaderBytes];
            if (!await InTime(stop => FillAsync(socket, header, stop), patience.FirstByte))
                return Only(SnapshotOutcome.Unreachable);
            if (!SnapshotAnswer.TryDecode(header, out var answer) || answer.Kind != request.Kind || answer.Channel != request.Channel)
                return Only(SnapshotOutcome.Broken);
            if (answer.Status != SnapshotStatus.Ok)
                return Only(answer.Status == SnapshotStatus.Busy ? SnapshotOutcome.Busy : SnapshotOutcome.TooLarge, answer);
            // Grows with what comes, not with what was promised.
            var body = new byte[(int)Math.Min(answer.BodyBytes, SliceBytes)];
            for (var have = 0; have < answer.BodyBytes;)
            {
                if (have == body.Length)
                    Array.Resize(ref body, (int)Math.Min(answer.BodyBytes, have * 2L));
                var slice = body.AsMemory(have, Math.Min(SliceBytes, body.Length - have));
                if (!await InTime(stop => FillAsync(socket, slice, stop), patience.Progress))
                    return Only(SnapshotOutcome.Unreachable);
                have += slice.Length;
            }

            return SnapshotAnswer.ChecksumOf(body) == answer.BodyChecksum ? new SnapshotReply(SnapshotOutcome.Ok, answer, body) : Only(SnapshotOutcome.Broken);
        }
        catch (SocketException)
        {
            return Only(SnapshotOutcome.Unreachable);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Only(SnapshotOutcome.Late);
        }

        async Task<bool> InTime(Func<CancellationToken, Task<bool>> step, TimeSpan limit)
        {
            using var late = new CancellationTokenSource(limit, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
            return await step(either.Token);
        }
    }

    private static SnapshotReply Only(SnapshotOutcome outcome, SnapshotAnswer answer = default) => new(outcome, answer, []);

    private static async Task<bool> FillAsync(Socket socket, Memory<byte> target, CancellationToken cancellationToken)
    {
        while (!target.IsEmpty)
        {
            var received = await socket.ReceiveAsync(target, SocketFlags.None, cancellationToken);
            if (received == 0)
                return false;
            target = target[received..];
        }

        return true;
    }
}
