namespace Rialto.Wire.Fix;

/// <summary>Tags of the FIX 4.4 session layer: standard header, standard trailer and administrative messages.</summary>
public static class FixTag
{
    /// <summary>BeginString, the first field.</summary>
    public const int BeginString = 8;

    /// <summary>BodyLength, the second field.</summary>
    public const int BodyLength = 9;

    /// <summary>CheckSum, the last field.</summary>
    public const int CheckSum = 10;

    /// <summary>MsgType, the third field.</summary>
    public const int MsgType = 35;

    /// <summary>BeginSeqNo of a ResendRequest.</summary>
    public const int BeginSeqNo = 7;

    /// <summary>EndSeqNo of a ResendRequest; 0 means everything since.</summary>
    public const int EndSeqNo = 16;

    /// <summary>MsgSeqNum.</summary>
    public const int MsgSeqNum = 34;

    /// <summary>NewSeqNo of a SequenceReset.</summary>
    public const int NewSeqNo = 36;

    /// <summary>PossDupFlag.</summary>
    public const int PossDupFlag = 43;

    /// <summary>RefSeqNum of a reject.</summary>
    public const int RefSeqNum = 45;

    /// <summary>SenderCompID.</summary>
    public const int SenderCompId = 49;

    /// <summary>SendingTime.</summary>
    public const int SendingTime = 52;

    /// <summary>TargetCompID.</summary>
    public const int TargetCompId = 56;

    /// <summary>Text.</summary>
    public const int Text = 58;

    /// <summary>RawDataLength.</summary>
    public const int RawDataLength = 95;

    /// <summary>RawData.</summary>
    public const int RawData = 96;

    /// <summary>PossResend.</summary>
    public const int PossResend = 97;

    /// <summary>EncryptMethod of a Logon.</summary>
    public const int EncryptMethod = 98;

    /// <summary>HeartBtInt of a Logon, in seconds.</summary>
    public const int HeartBtInt = 108;

    /// <summary>TestReqID.</summary>
    public const int TestReqId = 112;

    /// <summary>OnBehalfOfCompID.</summary>
    public const int OnBehalfOfCompId = 115;

    /// <summary>OrigSendingTime.</summary>
    public const int OrigSendingTime = 122;

    /// <summary>GapFillFlag of a SequenceReset.</summary>
    public const int GapFillFlag = 123;

    /// <summary>DeliverToCompID.</summary>
    public const int DeliverToCompId = 128;

    /// <summary>ResetSeqNumFlag of a Logon.</summary>
    public const int ResetSeqNumFlag = 141;

    /// <summary>RefTagID of a Reject.</summary>
    public const int RefTagId = 371;

    /// <summary>RefMsgType of a reject.</summary>
    public const int RefMsgType = 372;

    /// <summary>SessionRejectReason.</summary>
    public const int SessionRejectReason = 373;

    /// <summary>BusinessRejectReason.</summary>
    public const int BusinessRejectReason = 380;

    /// <summary>Username of a Logon.</summary>
    public const int Username = 553;

    /// <summary>Password of a Logon.</summary>
    public const int Password = 554;

    /// <summary>NextExpectedMsgSeqNum of a Logon.</summary>
    public const int NextExpectedMsgSeqNum = 789;

    /// <summary>CancelOrdersOnDisconnect of a Logon: Y cancels the session's orders when the connection ends. Ours; the number is Coinbase Exchange's.</summary>
    public const int CancelOrdersOnDisconnect = 8013;

    /// <summary>DropCopyFlag of a Logon: Y tells of all orders of the owner, however they were entered. Ours; the number is Coinbase Exchange's.</summary>
    public const int DropCopyFlag = 9406;
}
