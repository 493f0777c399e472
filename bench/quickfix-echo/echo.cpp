// What the FIX gateway is measured beside: a QuickFIX acceptor that answers each NewOrderSingle with two ExecutionReports, accepted and cancelled, and does nothing else: no book, no journal, no risk.
//   echo PORT DICTIONARY STORE SENDER...
// STORE is a folder, or "memory". One session for each SENDER. Prints "ready" once it listens, and ends with standard input.
#include <fstream>
#include <iostream>
#include <memory>
#include <sstream>
#include <string>

#include <quickfix/Application.h>
#include <quickfix/FileStore.h>
#include <quickfix/Message.h>
#include <quickfix/MessageStore.h>
#include <quickfix/Session.h>
#include <quickfix/SessionSettings.h>
#include <quickfix/ThreadedSocketAcceptor.h>

namespace {

class Echo : public FIX::NullApplication {
public:
    void fromApp(const FIX::Message& order, const FIX::SessionID& session)
        throw(FIX::FieldNotFound, FIX::IncorrectDataFormat, FIX::IncorrectTagValue, FIX::UnsupportedMessageType) override
    {
        report(order, session, "0");
        report(order, session, "4");
    }

private:
    static void report(const FIX::Message& order, const FIX::SessionID& session, const char* type)
    {
        FIX::Message report;
        report.getHeader().setField(FIX::MsgType("8"));
        report.setField(37, "1");
        report.setField(17, "1");
        report.setField(150, type);
        report.setField(39, type);
        for (int tag : {11, 55, 54, 38, 40, 44, 59}) report.setField(tag, order.getField(tag));
        report.setField(151, "0");
        report.setField(14, "0");
        report.setField(6, "0");
        report.setField(FIX::TransactTime(3));
        FIX::Session::sendToTarget(report, session);
    }
};

}

int main(int count, char** arguments)
{
    if (count < 5) {
        std::cerr << "echo PORT DICTIONARY STORE SENDER...\n";
        return 2;
    }
    std::stringstream text;
    std::string store = arguments[3];
    text << "[DEFAULT]\nConnectionType=acceptor\nSocketAcceptPort=" << arguments[1] << "\nSocketReuseAddress=Y\nSocketNodelay=Y\nStartTime=00:00:00\nEndTime=00:00:00\nUseDataDictionary=Y\nDataDictionary="
         << arguments[2] << "\nFileStorePath=" << store << "\nBeginString=FIX.4.4\nSenderCompID=RIALTO\n";
    for (int i = 4; i < count; i++) text << "[SESSION]\nTargetCompID=" << arguments[i] << "\n";
    try {
        FIX::SessionSettings settings(text);
        Echo echo;
        std::unique_ptr<FIX::MessageStoreFactory> stores;
        if (store == "memory")
            stores.reset(new FIX::MemoryStoreFactory());
        else
            stores.reset(new FIX::FileStoreFactory(settings));
        FIX::ThreadedSocketAcceptor acceptor(echo, *stores, settings);
        acceptor.start();
        std::cout << "ready" << std::endl;
        for (std::string line; std::getline(std::cin, line);) {
        }
        acceptor.stop(true);
    } catch (const std::exception& problem) {
        std::cerr << problem.what() << "\n";
        return 1;
    }
    return 0;
}
